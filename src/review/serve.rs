//! Who may see the desk on this machine, and who may save decisions.
//!
//! The page is served to the browser of whoever started it. Other pages in that browser may send requests too, under the
//! server's address or under a name that leads to it: so the names of host and origin must be this machine's own, and
//! every request carries a token that only the printed address has.

use crate::decisions::Decisions;

/// The address under which decisions are saved.
const DECISIONS: &str = "/decisions";

/// What is asked of the server.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'r> {
    /// `GET`, `POST` …
    pub method: &'r str,
    /// Path and query.
    pub url: &'r str,
    /// The name that the server was called by.
    pub host: Option<&'r str>,
    /// Whose page asks, where a browser says so.
    pub origin: Option<&'r str>,
    /// What was sent.
    pub body: &'r [u8],
}

/// What the server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Sends the desk.
    Page,
    /// Saves these decisions.
    Save(String),
    /// Refuses: the status of HTTP, and why.
    No(u16, String),
}

/// A server at a port of this machine.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its port.
    pub port: u16,
    /// The secret of its address.
    pub token: String,
}

impl Server {
    /// The address of the desk.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/?token={}", self.port, self.token)
    }

    /// Where the desk saves decisions.
    #[must_use]
    pub fn save(&self) -> String {
        format!("{DECISIONS}?token={}", self.token)
    }

    /// Decides about a request.
    #[must_use]
    pub fn answer(&self, asked: &Asked<'_>) -> Answer {
        let no = |status, why: &str| Answer::No(status, why.to_owned());
        let own = |name: &str| ["127.0.0.1", "localhost"].iter().any(|host| name == format!("{host}:{}", self.port));
        if !asked.host.is_some_and(own) {
            return no(403, "the desk is called by this machine's own name alone");
        }
        if !asked.origin.is_none_or(|origin| origin.strip_prefix("http://").is_some_and(own)) {
            return no(403, "pages of other origins may not ask");
        }
        let (path, query) = asked.url.split_once('?').unwrap_or((asked.url, ""));
        if ![DECISIONS, "/"].contains(&path) {
            return no(404, "there is nothing of this name");
        }
        let given = query.split('&').find_map(|part| part.strip_prefix("token=")).unwrap_or_default();
        // Digests take the same time to compare whatever they begin with.
        if blake3::hash(given.as_bytes()) != blake3::hash(self.token.as_bytes()) {
            return no(403, "the address lacks its token; take the one that was printed");
        }
        match (asked.method, path) {
            ("GET", "/") => Answer::Page,
            ("POST", DECISIONS) => Self::save_what(asked.body),
            _ => no(405, "nothing of this kind is done here"),
        }
    }

    /// What was sent, if it is a file of decisions.
    fn save_what(body: &[u8]) -> Answer {
        let Ok(text) = std::str::from_utf8(body) else { return Answer::No(400, "no UTF-8".to_owned()) };
        match Decisions::read([("decisions", text)]) {
            Ok(_) => Answer::Save(text.to_owned()),
            Err(defect) => Answer::No(400, defect.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> Server {
        Server { port: 4711, token: "5ecret".to_owned() }
    }

    fn asked<'r>(method: &'r str, url: &'r str) -> Asked<'r> {
        Asked { method, url, host: Some("127.0.0.1:4711"), ..Asked::default() }
    }

    #[track_caller]
    fn refused(asked: &Asked<'_>, wanted: u16) {
        assert!(matches!(server().answer(asked), Answer::No(status, _) if status == wanted), "{asked:?}");
    }

    #[test]
    fn the_printed_address_shows_the_desk() {
        let address = server().address();
        let url = address.strip_prefix("http://127.0.0.1:4711").expect("the address");
        assert_eq!(server().answer(&asked("GET", url)), Answer::Page);
        let local = Asked { host: Some("localhost:4711"), origin: Some("http://localhost:4711"), ..asked("GET", url) };
        assert_eq!(server().answer(&local), Answer::Page);
    }

    #[test]
    fn other_hosts_and_origins_are_refused() {
        let url = "/?token=5ecret";
        for host in [None, Some("site.example:4711"), Some("127.0.0.1"), Some("127.0.0.1:80"), Some("127.0.0.1:4711.a")]
        {
            refused(&Asked { host, ..asked("GET", url) }, 403);
        }
        for origin in ["http://site.example", "null", "https://127.0.0.1:4711", "http://127.0.0.1:80"] {
            refused(&Asked { origin: Some(origin), ..asked("POST", "/decisions?token=5ecret") }, 403);
        }
    }

    #[test]
    fn nothing_is_given_or_taken_without_the_token() {
        for url in ["/", "/?token=", "/?token=5ecre", "/?other=5ecret", "/decisions"] {
            refused(&asked("GET", url), 403);
            refused(&asked("POST", url), 403);
        }
    }

    #[test]
    fn no_other_path_leads_anywhere() {
        for url in ["/../etc/passwd", "/%2e%2e/Cargo.toml", "//etc/passwd", "/decisions/..", "/index.html", "*", ""] {
            refused(&asked("GET", &format!("{url}?token=5ecret")), 404);
        }
        refused(&asked("PUT", "/decisions?token=5ecret"), 405);
        refused(&asked("POST", "/?token=5ecret"), 405);
    }

    #[test]
    fn only_decisions_are_saved() {
        let post = |body| server().answer(&Asked { body, ..asked("POST", "/decisions?token=5ecret") });
        let line = "{\"verdict\": \"refuse\", \"rule\": \"fused/list\"}\n";
        assert_eq!(post(line.as_bytes()), Answer::Save(line.to_owned()));
        assert!(matches!(post(b"<script>"), Answer::No(400, _)));
        assert!(matches!(post(b"\xff"), Answer::No(400, _)));
    }
}

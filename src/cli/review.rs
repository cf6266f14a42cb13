//! `extract review`: the curator's desk, as a page or served to this machine.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use anyhow::{Context, bail};
use clap::{ArgGroup, Args};
use tempfile::NamedTempFile;
use tiny_http::{Header, Request, Response};
use trialsift::decisions::Decisions;
use trialsift::review::{Answer, Asked, Desk, Links, Server, Told, open, view};
use trialsift::run::{Job, run as run_corpus};
use trialsift::source::{self, walk};

use super::input::Taking;
use super::signal::Signals;
use super::watcher::{Watcher, bar};
use super::{Reading, WELL, tell};

/// The page holds the records, the pages they were read from and what was decided; it loads nothing, and runs nothing but its
/// own script.
#[derive(Args)]
#[command(group(ArgGroup::new("to").required(true).args(["output", "serve"])))]
#[command(after_help = "\
Examples:
  extract review out.jsonl --pages corpus/ -o review.html      one page to open, to send, to put away
  extract review out.jsonl --pages corpus/ --decisions decisions.jsonl -o review.html
                                                               with what was decided before
  extract review out.jsonl --pages corpus/ --serve --decisions decisions.jsonl
                                                               saves each decision as it is made

Give the options that the records were made with: the pages are read again, for the places of the values.")]
pub(crate) struct Arguments {
    /// The records, as `extract` wrote them
    #[arg(value_name = "OUT.jsonl")]
    records: PathBuf,
    /// The pages that they were made from: files, folders, archives
    #[arg(long, value_name = "PATH", required = true, num_args = 1..)]
    pages: Vec<PathBuf>,
    /// Write the page to FILE
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Serve the page on 127.0.0.1, to whoever has the address that is printed, and save decisions to the file of --decisions
    #[arg(long)]
    serve: bool,
    /// The port of --serve [default: one that is free]
    #[arg(long, value_name = "PORT", requires = "serve", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Follow links out of the folders of --pages
    #[arg(long)]
    follow_links: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    input: Taking,
    #[command(flatten)]
    reading: Reading,
}

/// Makes the desk.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    if arguments.serve {
        return serve(arguments);
    }
    let Some(path) = &arguments.output else { return Ok(WELL) };
    let mut aside = aside(path)?;
    let stop = Arc::default();
    let signals = Signals::listen(&stop)?;
    let out = BufWriter::new(aside.as_file_mut());
    match write(arguments, out, (Links::Nothing, None), stop) {
        Ok(told) => {
            named(aside, path)?;
            report(arguments, told);
            Ok(WELL)
        }
        // What was begun aside goes.
        Err(error) => signals.end(error, None),
    }
}

/// A file beside another one, which it is to become.
fn aside(path: &Path) -> anyhow::Result<NamedTempFile<File>> {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let made = tempfile::Builder::new().prefix(".review").make_in(folder, |path| File::create_new(path));
    made.with_context(|| format!("{}: cannot be written", path.display()))
}

fn named(aside: NamedTempFile<File>, path: &Path) -> anyhow::Result<()> {
    let done = aside.as_file().sync_all().and_then(|()| aside.persist(path).map_err(|error| error.error));
    done.map(drop).with_context(|| format!("{}: cannot be written", path.display()))
}

/// Writes the desk.
fn write(
    arguments: &Arguments,
    mut out: impl Write + Send,
    (links, save): (Links, Option<&str>),
    stop: Arc<AtomicUsize>,
) -> anyhow::Result<Told> {
    let records = std::fs::read_to_string(&arguments.records)
        .with_context(|| format!("{}: cannot be read", arguments.records.display()))?;
    let mut options = trialsift::Options { spans: true, ..arguments.reading.options()? };
    open(&mut out, links)?;
    let mut desk =
        Desk::of(&records, out).map_err(|fault| anyhow::anyhow!("{}: {fault}", arguments.records.display()))?;
    drop(records);
    let decisions = options.decisions.clone();
    if !desk.is_decided() {
        options.decisions = Decisions::default();
    }
    let job = Job { options, input: arguments.input.input()?, write: Some(view), stop, ..Job::default() };
    // A panic is caught where it costs one page, and told there.
    std::panic::set_hook(Box::new(|_| {}));
    let mut watcher = Watcher::new(arguments.quiet, None, None, bar(arguments.quiet));
    let followed = if arguments.follow_links { source::Links::All } else { source::Links::Inside };
    run_corpus(walk(&arguments.pages, followed), &job, &mut desk, &mut watcher).context("cannot write the review")?;
    watcher.finish();
    let (mut out, told) = desk.finish(&decisions, save).context("cannot write the review")?;
    out.flush().context("cannot write the review")?;
    Ok(told)
}

fn report(arguments: &Arguments, told: Told) {
    if arguments.quiet {
        return;
    }
    tell(&format!("{} records on the desk", told.records));
    if told.without_page > 0 {
        tell(&format!("extract: {} records have no page among those of --pages", told.without_page));
    }
    if told.differ > 0 {
        let way_out = "give the options that the records were made with, or make them anew";
        tell(&format!("extract: {} records are not what their pages give now; {way_out}", told.differ));
    }
}

/// Serves the desk until the program is ended.
fn serve(arguments: &Arguments) -> anyhow::Result<u8> {
    let [path] = &arguments.reading.decisions[..] else {
        bail!("--serve: name the one file that decisions are saved to with --decisions, such as decisions.jsonl");
    };
    if path.extension().is_some_and(|kind| kind == "toml") {
        bail!("--serve: {} is TOML, whose comments would be lost; save to a file of JSON Lines", path.display());
    }
    File::options()
        .append(true)
        .create(true)
        .open(path)
        .with_context(|| format!("{}: cannot be written", path.display()))?;
    let http = tiny_http::Server::http(("127.0.0.1", arguments.port))
        .map_err(|error| anyhow::anyhow!("--serve: port {} of 127.0.0.1 cannot be had: {error}", arguments.port))?;
    let port = http.server_addr().to_ip().map_or(arguments.port, |address| address.port());
    let server = Server { port, token: token()? };
    let (mut desk, told) = page(arguments, &server)?;
    report(arguments, told);
    writeln!(io::stdout(), "{}", server.address()).context("cannot say the address")?;
    let mut saved = false;
    for request in http.incoming_requests() {
        // What was decided since is on the page when it is opened again.
        if saved && server.answer(&asked(&request, &[])) == Answer::Page {
            desk = page(arguments, &server)?.0;
            saved = false;
        }
        match answer(&server, request, &desk, path) {
            Ok(done) => saved |= done,
            Err(error) => tell(&format!("extract: {error:#}")),
        }
    }
    Ok(WELL)
}

/// The page that is served.
fn page(arguments: &Arguments, server: &Server) -> anyhow::Result<(Vec<u8>, Told)> {
    let mut page = Vec::new();
    // Nothing is written meanwhile: a signal ends the program where it stands.
    let told = write(arguments, &mut page, (Links::Server, Some(&server.save())), Arc::default())?;
    Ok((page, told))
}

/// The largest file of decisions that is taken.
const LARGEST: u64 = 256 << 20;

fn header<'r>(request: &'r Request, name: &'static str) -> Option<&'r str> {
    request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str())
}

fn asked<'r>(request: &'r Request, body: &'r [u8]) -> Asked<'r> {
    let (host, origin) = (header(request, "Host"), header(request, "Origin"));
    Asked { method: request.method().as_str(), url: request.url(), host, origin, body }
}

/// Answers a request: whether decisions were saved.
fn answer(server: &Server, mut request: Request, desk: &[u8], path: &Path) -> anyhow::Result<bool> {
    let mut body = Vec::new();
    request.as_reader().take(LARGEST).read_to_end(&mut body).context("a request cannot be read")?;
    let answer = server.answer(&asked(&request, &body));
    let (status, kind, body) = match answer {
        Answer::Page => (200, "text/html; charset=utf-8", desk.to_vec()),
        Answer::Save(text) => match save(path, &text) {
            Ok(()) => (204, "text/plain; charset=utf-8", Vec::new()),
            Err(error) => (500, "text/plain; charset=utf-8", format!("{error:#}").into_bytes()),
        },
        Answer::No(status, why) => (status, "text/plain; charset=utf-8", why.into_bytes()),
    };
    let mut response = Response::from_data(body).with_status_code(status);
    let policy = "frame-ancestors 'none'";
    let headers = [
        ("Content-Type", kind),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", policy),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
    ];
    for (name, value) in headers {
        response.add_header(Header::from_bytes(name, value).map_err(|()| anyhow::anyhow!("no header: {name}"))?);
    }
    request.respond(response).context("an answer cannot be sent")?;
    Ok(status == 204)
}

/// Puts decisions in the place of the file, all or none of them.
fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut aside = aside(path)?;
    aside.write_all(text.as_bytes()).with_context(|| format!("{}: cannot be written", path.display()))?;
    named(aside, path)
}

/// A secret that nobody guesses.
fn token() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    Ok(blake3::Hash::from_bytes(bytes).to_hex()[..32].to_owned())
}

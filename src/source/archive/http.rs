//! The response of a web server as it was stored: its head, and the page that it carries.

use encoding_rs::Encoding;

use super::warc::{is_text, not_text};
use super::{Defect, Input, whole};

/// Headers that a response may have; servers send some twenty.
const HEADERS: usize = 128;

/// The page that a response carries.
pub(super) struct Response {
    pub(super) body: Vec<u8>,
    pub(super) charset: Option<&'static Encoding>,
}

/// Reads a response. Crawlers store bodies as they came or already unpacked, whatever the head still says: what cannot be
/// unpacked as it says is taken as it is.
pub(super) fn read(bytes: &[u8], input: &Input) -> Result<Response, Defect> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let length = match response.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Err(Defect::new("truncated", "ends inside the head of the response")),
        Err(error) => return Err(Defect::new("damaged", format!("the head of the response is broken: {error}"))),
    };
    let status = response.code.unwrap_or_default();
    if !(200..300).contains(&status) {
        return Err(Defect::new("http-status", format!("no page: the server answered {status}")));
    }
    let header = |name: &str| {
        let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.map(|header| String::from_utf8_lossy(header.value).trim().to_ascii_lowercase()).unwrap_or_default()
    };
    let media = header("content-type");
    if !is_text(&media) {
        return Err(not_text(&media));
    }
    let body = &bytes[length..];
    let joined = if header("transfer-encoding").contains("chunked") { chunks(body) } else { None };
    let body = unpacked(&header("content-encoding"), joined.as_deref().unwrap_or(body), input)?;
    Ok(Response { body: body.or(joined).unwrap_or_else(|| bytes[length..].to_vec()), charset: charset(&media) })
}

/// The body that was sent in chunks.
fn chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(body.len());
    loop {
        let Ok(httparse::Status::Complete((skip, size))) = httparse::parse_chunk_size(body) else {
            // A body that ends too soon is the page as far as it goes.
            return (!joined.is_empty()).then_some(joined);
        };
        let size = usize::try_from(size).ok()?;
        if size == 0 {
            return Some(joined);
        }
        let end = skip.checked_add(size)?;
        joined.extend_from_slice(body.get(skip..end).unwrap_or(&body[skip..]));
        body = body.get(end..).and_then(|rest| rest.strip_prefix(b"\r\n")).unwrap_or_default();
    }
}

/// The body that was compressed.
fn unpacked(coding: &str, body: &[u8], input: &Input) -> Result<Option<Vec<u8>>, Defect> {
    let mut out = Vec::new();
    let largest = input.limits.most(body.len() as u64, input.largest);
    let done = match coding {
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => {
            whole(flate2::bufread::MultiGzDecoder::new(body), &mut out, largest)
        }
        "deflate" if body.first().is_some_and(|first| first & 0x0f == 8) => {
            whole(flate2::bufread::ZlibDecoder::new(body), &mut out, largest)
        }
        "zstd" if body.starts_with(b"\x28\xb5\x2f\xfd") => match zstd::stream::read::Decoder::with_buffer(body) {
            Ok(decoder) => whole(decoder, &mut out, largest),
            Err(error) => Err(Defect::of(&error)),
        },
        "br" if std::str::from_utf8(body).is_err() => {
            return Err(Defect::new("unsupported", "packed with brotli, which is not read"));
        }
        _ => return Ok(None),
    };
    done.map(|()| Some(out)).map_err(|defect| match defect.code {
        "too-large" if largest < input.largest => Defect::too_unfolded(input.limits),
        _ => defect,
    })
}

/// The encoding that a media type names, if ASCII stands for itself in it.
pub(super) fn charset(media: &str) -> Option<&'static Encoding> {
    let parameters = media.split(';').skip(1).filter_map(|part| part.split_once('='));
    let value = parameters.filter(|(name, _)| name.trim() == "charset").map(|(_, value)| value).next()?;
    let encoding = Encoding::for_label_no_replacement(value.trim().trim_matches(['"', '\'']).as_bytes())?;
    encoding.is_ascii_compatible().then_some(encoding)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn few() -> Input {
        Input { largest: 100, ..Input::default() }
    }

    #[track_caller]
    fn check(response: &str, wanted: Result<&str, &str>) {
        let found = read(response.as_bytes(), &few());
        let found = found.as_ref().map(|page| String::from_utf8_lossy(&page.body)).map_err(|defect| defect.code);
        assert_eq!(found.as_deref().map_err(|code| *code), wanted, "{response}");
    }

    #[test]
    fn a_page_of_text_is_taken_out_of_its_response() {
        check("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nA page", Ok("A page"));
        check("HTTP/1.1 200 OK\r\n\r\n", Ok(""));
        check("HTTP/1.0 404 Not Found\r\n\r\nA page", Err("http-status"));
        check("HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n\r\nA page", Err("not-text"));
        check("HTTP/1.1 200 OK\r\nContent-Type: text/ht", Err("truncated"));
        check("no response\r\n\r\n", Err("damaged"));
    }

    #[test]
    fn chunks_are_joined_where_they_are_chunks() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        check(&format!("{head}2\r\nA \r\n4;x=y\r\npage\r\n0\r\n\r\n"), Ok("A page"));
        check(&format!("{head}2\r\nA \r\n9\r\npag"), Ok("A pag"));
        check(&format!("{head}A page"), Ok("A page"));
        check(&format!("{head}Whole"), Ok("Whole"));
    }

    #[test]
    fn what_was_compressed_is_unpacked_within_bounds() {
        let packed = |text: &str| {
            let mut packed = Vec::new();
            flate2::bufread::GzEncoder::new(text.as_bytes(), flate2::Compression::fast())
                .read_to_end(&mut packed)
                .expect("compresses");
            [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", packed.as_slice()].concat()
        };
        assert_eq!(read(&packed("A page"), &few()).map(|page| page.body).ok(), Some(b"A page".to_vec()));
        assert_eq!(
            read(&packed(&"A".repeat(101)), &few()).map(|page| page.body).map_err(|it| it.code),
            Err("too-large")
        );
        check("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nA page", Ok("A page"));
    }

    #[test]
    fn a_charset_is_known_by_any_of_its_names() {
        let name = |media| charset(media).map(Encoding::name);
        assert_eq!(name("text/html; charset=\"latin2\""), Some("ISO-8859-2"));
        assert_eq!(name("text/html;x=1;charset=utf-8"), Some("UTF-8"));
        assert_eq!([name("text/html"), name("text/html; charset=utf-16"), name("text/html; charset=x")], [None; 3]);
    }
}

//! Archives that tests make: the same pages in every form.
#![allow(dead_code, reason = "every test file uses a part of this")]

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

/// Pages with their names.
pub(crate) type Pages<'p> = [(&'p str, Vec<u8>)];

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("compresses");
    encoder.finish().expect("compresses")
}

pub(crate) fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).expect("compresses");
    encoder.finish().expect("compresses")
}

pub(crate) fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).expect("an encoder");
    encoder.write_all(bytes).expect("compresses");
    encoder.finish().expect("compresses")
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("compresses")
}

pub(crate) fn tar(pages: &Pages<'_>) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in pages {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, bytes.as_slice()).expect("a member");
    }
    archive.into_inner().expect("an archive")
}

pub(crate) fn zip(pages: &Pages<'_>, method: zip::CompressionMethod) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in pages {
        archive.start_file(*name, options).expect("a member");
        archive.write_all(bytes).expect("a member");
    }
    archive.finish().expect("an archive").into_inner()
}

/// JSON Lines; pages that are no UTF-8 have no place in it.
pub(crate) fn lines(pages: &Pages<'_>) -> Vec<u8> {
    let line = |(name, bytes): &(&str, Vec<u8>)| {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        format!("{}\n", json!({"id": name, "lang": ["en"], "text": text}))
    };
    pages.iter().map(line).collect::<String>().into_bytes()
}

/// A list of JSON objects over many lines.
pub(crate) fn list(pages: &Pages<'_>) -> Vec<u8> {
    let object =
        |(name, bytes): &(&str, Vec<u8>)| json!({"id": name, "text": std::str::from_utf8(bytes).expect("UTF-8")});
    serde_json::to_vec_pretty(&pages.iter().map(object).collect::<Vec<_>>()).expect("JSON")
}

pub(crate) fn table(pages: &Pages<'_>, delimiter: u8) -> Vec<u8> {
    let mut rows = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    rows.write_record(["id", "words", "text"]).expect("a row");
    for (name, bytes) in pages {
        rows.write_record([name.as_bytes(), b"a, \"b\"", bytes.as_slice()]).expect("a row");
    }
    rows.into_inner().expect("a table")
}

/// A record of WARC.
pub(crate) fn record(kind: &str, address: &str, media: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Record-ID: <urn:x:1>\r\n\
         Content-Type: {media}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

pub(crate) fn response(address: &str, media: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n");
    record("response", address, "application/http; msgtype=response", &[head.as_bytes(), body].concat())
}

/// The records of a crawl; each page among records that hold none.
pub(crate) fn crawl(pages: &Pages<'_>) -> Vec<Vec<u8>> {
    let mut records = vec![record("warcinfo", "x", "application/warc-fields", b"software: x\r\n")];
    for (name, bytes) in pages {
        records.push(record("request", name, "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"));
        let media = if std::path::Path::new(name).extension().is_some_and(|kind| kind == "html") {
            "text/html"
        } else {
            "text/plain"
        };
        records.push(response(name, media, bytes));
        records.push(record("metadata", name, "application/warc-fields", b"x: y\r\n"));
    }
    records
}

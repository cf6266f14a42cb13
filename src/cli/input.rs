//! How files are taken apart: options that every command with many pages has.

use anyhow::Context;
use clap::Args;
use regex::Regex;
use trialsift::source::{Fields, Input, LARGEST_PAGE, LONGEST_PATH, Limits};

#[derive(Args)]
#[command(next_help_heading = "Archives and tables of pages")]
pub(crate) struct Taking {
    /// Field with the text of a page in JSON Lines, JSON lists and tables; `/a/b` for one inside another
    /// [default: `text`, `content`, `body` …, and the choice is told]
    #[arg(long, value_name = "NAME")]
    text_field: Option<String>,
    /// Field that names a page [default: `id`, `path` …]
    #[arg(long, value_name = "NAME")]
    id_field: Option<String>,
    /// Field with the address of a page [default: `url`, `uri` …]
    #[arg(long, value_name = "NAME")]
    url_field: Option<String>,
    /// Keep only pages whose address matches this regular expression; pages without an address are left out
    #[arg(long, value_name = "REGEX")]
    url_match: Option<String>,
    /// Give up on a page, member or line of more bytes than this, once it is unpacked
    #[arg(long, value_name = "N", default_value_t = LARGEST_PAGE, value_parser = clap::value_parser!(u64).range(1..=4_294_967_295))]
    max_page_bytes: u64,
    /// Give up on a file or member whose path has more bytes than this, archives that it lies in included
    #[arg(long, value_name = "N", default_value_t = LONGEST_PATH, value_parser = clap::value_parser!(u64).range(1..))]
    max_path_bytes: u64,
    /// Give up on an archive that unpacks to more than N times its bytes, beyond the first 64 MiB
    #[arg(long, value_name = "N", default_value_t = Limits::default().ratio, value_parser = clap::value_parser!(u64).range(1..))]
    max_ratio: u64,
    /// Give up on an archive that unpacks to more bytes than this
    #[arg(long, value_name = "N", default_value_t = Limits::default().unpacked, value_parser = clap::value_parser!(u64).range(1..))]
    max_unpacked_bytes: u64,
    /// Give up on a tar or zip file that has more members than this, those of archives inside it included
    #[arg(long, value_name = "N", default_value_t = Limits::default().members, value_parser = clap::value_parser!(u64).range(1..))]
    max_members: u64,
}

impl Taking {
    /// The options, understood.
    pub(crate) fn input(&self) -> anyhow::Result<Input> {
        let regex =
            |text: &String| Regex::new(text).with_context(|| format!("--url-match {text}: no regular expression"));
        Ok(Input {
            fields: Fields { text: self.text_field.clone(), id: self.id_field.clone(), url: self.url_field.clone() },
            url_match: self.url_match.as_ref().map(regex).transpose()?,
            largest: self.max_page_bytes,
            longest_path: self.max_path_bytes,
            limits: self.limits(),
            deal: None,
        })
    }

    fn limits(&self) -> Limits {
        Limits { ratio: self.max_ratio, unpacked: self.max_unpacked_bytes, members: self.max_members }
    }

    /// What decides how files are taken apart.
    pub(super) fn identity(&self) -> serde_json::Value {
        let limits =
            [self.max_page_bytes, self.max_path_bytes, self.max_ratio, self.max_unpacked_bytes, self.max_members];
        serde_json::json!([self.text_field, self.id_field, self.url_field, self.url_match, limits])
    }
}

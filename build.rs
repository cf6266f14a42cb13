//! Lists the tables of `src/layout/sites/` for the crate, so that a table is built in by being there.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const FOLDER: &str = "src/layout/sites";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let files: Vec<PathBuf> =
        fs::read_dir(root.join(FOLDER))?.map(|file| Ok(file?.path())).collect::<io::Result<_>>()?;
    let mut tables: Vec<&PathBuf> =
        files.iter().filter(|path| path.extension().is_some_and(|kind| kind == "toml")).collect();
    tables.sort();
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let row = |path: &PathBuf| format!("({:?}, include_str!({:?})),\n", name(path), path.to_string_lossy());
    let rows: Vec<String> = tables.into_iter().map(row).collect();
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("tables.rs"), format!("&[\n{}]\n", rows.concat()))
}

//! The fingerprint of an input: what tells whether it is still the one that was read.

use std::path::Path;
use std::time::UNIX_EPOCH;

use super::Entry;

/// What an entry is known by: its path, and of a file its length and when it was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print([u8; 32]);

impl Print {
    /// The print of an entry as it is now.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        let mut digest = blake3::Hasher::new();
        match entry {
            Entry::File(path) => {
                name(&mut digest, "file", path);
                if let Ok(found) = path.metadata() {
                    let changed = found.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
                    digest.update(&found.len().to_le_bytes());
                    digest.update(&changed.unwrap_or_default().as_nanos().to_le_bytes());
                }
            }
            Entry::Stdin => name(&mut digest, "file", Path::new("-")),
            Entry::Skipped(fault) | Entry::Failed(fault) => name(&mut digest, fault.code, Path::new(&fault.path)),
        }
        Print(digest.finalize().into())
    }
}

fn name(digest: &mut blake3::Hasher, kind: &str, path: &Path) {
    let path = path.as_os_str().as_encoded_bytes();
    digest.update(kind.as_bytes()).update(&(path.len() as u64).to_le_bytes()).update(path);
}

/// The prints of everything up to a place, in one; it does not matter how they were grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chain([u8; 32]);

impl Chain {
    /// Adds the next print.
    pub fn add(&mut self, print: &Print) {
        self.0 = blake3::Hasher::new().update(&self.0).update(&print.0).finalize().into();
    }

    /// The digest in hexadecimal.
    #[must_use]
    pub fn hex(&self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    /// The chain with this digest.
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        blake3::Hash::from_hex(hex).ok().map(|hash| Chain(hash.into()))
    }
}

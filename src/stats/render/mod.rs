//! How statistics are shown.

mod html;
mod text;

pub use html::html;
pub use text::text;

/// Words, labels and clusters that are shown; the JSON has all.
const SHOWN: usize = 20;

/// A share in percent.
#[expect(clippy::cast_precision_loss, reason = "a share for people to read")]
fn percent(part: u64, of: u64) -> f64 {
    100.0 * part as f64 / of.max(1) as f64
}

//! The curator's desk: one page of HTML with records, the pages they were read from, and what was repaired.
//!
//! The pages are read once more, by which every value gets its place, and each record of an output is put beside its page.
//! What the desk shows lies compressed in the page, a few dozen records together, and is opened when it is looked at.

mod desk;
mod html;
mod serve;
mod view;

pub use desk::{Desk, Told};
pub use html::{Links, open};
pub use serve::{Answer, Asked, Server};
pub use view::view;

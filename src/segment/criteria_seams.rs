//! stub
pub struct Item<'t> { pub text: &'t str, pub confidence: f32 }
pub fn items(text: &str) -> Vec<Item<'_>> {
    let mut out = vec![]; let mut rest = text;
    while let Some(at) = rest.find(". ") { out.push(Item{text:&rest[..at+1], confidence:0.5}); rest=rest[at+2..].trim_start(); }
    if !rest.is_empty() { out.push(Item{text:rest, confidence:0.5}); } out
}

//! stub
use super::Cells;
pub struct Row<'t> { pub measure: &'t str, pub time_frame: Option<&'t str>, pub description: Option<&'t str>, pub confidence: f32 }
pub fn rows<'t>(lines: &[&'t str], _cells: Cells, _elsewhere: &[&str]) -> Vec<Row<'t>> {
    lines.iter().map(|l| Row{measure:l,time_frame:None,description:None,confidence:0.5}).collect()
}

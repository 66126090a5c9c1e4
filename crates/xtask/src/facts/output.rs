//! Writing tables.

use std::error::Error;
use std::fs;
use std::path::Path;

/// Writes a table: a comment, its column names, its rows. Empty cells at the end of a row are left out.
pub(super) fn table<const N: usize>(
    path: &Path,
    comment: &str,
    columns: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<(), Box<dyn Error>> {
    let mut text = format!("# {comment}\n{}\n", columns.join("\t"));
    for row in rows {
        text += row.join("\t").trim_end_matches('\t');
        text.push('\n');
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()).into())
}

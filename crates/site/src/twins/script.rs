//! Data for the pages' own scripts.
//!
//! It travels as a script that hands one value over: a browser lets a page that was opened from a folder load
//! scripts, and no other data.

/// JSON as a script that gives it to the page under the file's name, `give("search/names", …)`.
///
/// JSON is a subset of the script's language (ECMA-262, 2019 and later), so its strings stay strings.
pub(crate) fn script(name: &str, json: &[u8]) -> Vec<u8> {
    let mut bytes = format!("give({name:?},").into_bytes();
    bytes.extend_from_slice(json);
    bytes.extend_from_slice(b")\n");
    bytes
}

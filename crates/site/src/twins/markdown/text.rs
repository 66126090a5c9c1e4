//! Untrusted text as Markdown: what it says is seen, and nothing of it is markup.

use crate::escape::is_invisible;

/// Characters with a meaning in CommonMark or in tables of GitHub's dialect.
const MARKUP: &str = "\\`*_{}[]<>#|~&!";

/// Running text on one line.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_invisible(c) => out.push_str(&named(c)),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => {
                if MARKUP.contains(c) {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    }
    out.trim().to_owned()
}

/// A value, exactly, in a table's cell. Line ends and tabs are shown as symbols, since a cell is one line.
pub(super) fn code(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\n' => text.push('⏎'),
            '\r' => text.push('␍'),
            '\t' => text.push('⇥'),
            // In a table a bar ends the cell even inside of code.
            '|' => text.push_str("\\|"),
            c if is_invisible(c) => text.push_str(&named(c)),
            c => text.push(c),
        }
    }
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    // A blank at either end is stripped when both have one, and a backtick there would join the fence.
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn named(c: char) -> String {
    format!("\u{27e8}U+{:04X}\u{27e9}", c as u32)
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{code, plain};

    #[test]
    fn a_title_is_no_markup() {
        assert_eq!(
            plain("a [link](x)\n| <b>*bold*</b>\u{202e}"),
            "a \\[link\\](x) \\| \\<b\\>\\*bold\\*\\</b\\>⟨U+202E⟩"
        );
    }

    #[test]
    fn a_value_is_whole_and_stays_in_its_cell() {
        assert_eq!(code("a|b\n`c"), "``a\\|b⏎`c``");
        assert_eq!(
            (code(" -enc "), code("`x"), code("")),
            ("`  -enc  `".into(), "`` `x ``".into(), String::new())
        );
    }
}

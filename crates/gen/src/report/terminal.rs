//! Text for a terminal.

use anstream::eprintln;

/// Prints an error that ends the run.
#[allow(clippy::print_stderr, reason = "this is the one place that prints errors")]
pub(crate) fn fail(message: &str) {
    eprintln!("error: {}", visible(message));
}

/// Prints a remark about the run.
#[allow(clippy::print_stderr, reason = "this is the one place that prints remarks")]
pub(crate) fn note(message: &str) {
    eprintln!("note: {}", visible(message));
}

/// Rule text as it may be shown on a terminal: control and bidirectional characters are spelled out, so that a
/// rule cannot steer the terminal of whoever checks it.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let hidden = c.is_control() && c != '\n' && c != '\t'
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if hidden {
            out.push_str(&format!("\\u{{{:x}}}", c as u32));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn a_rule_cannot_steer_the_terminal() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\td"), "a\\u{1b}[31mb\\u{202e}c\td");
    }
}

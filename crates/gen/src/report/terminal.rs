//! Text for a terminal.

use anstream::{eprintln, println};
use serde_json::json;

use crate::cli::{Cli, MessageFormat};

/// Prints an error that ends the run.
#[allow(clippy::print_stderr, reason = "this is the one place that prints errors")]
pub(crate) fn fail(message: &str) {
    eprintln!("error: {}", visible(message));
}

/// Prints what a run that goes on has to say, unless asked to be quiet.
#[allow(clippy::print_stderr, reason = "printing is what this does")]
pub(crate) fn notice(cli: &Cli, message: &str) {
    if !cli.quiet {
        eprintln!("{}", visible(message));
    }
}

/// Prints where the site is served. It is what the command is asked for, so it goes to standard output.
#[allow(clippy::print_stdout, reason = "printing is what this does")]
pub(crate) fn address(cli: &Cli, address: &str) {
    if cli.message_format == MessageFormat::Json {
        println!("{}", json!({"kind": "address", "address": address}));
    } else {
        println!("serving at {address}; Ctrl-C ends it");
    }
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

//! Stages of a pipeline.

use std::ops::Range;

use rule::Span;

use super::scan;

/// One stage: `command body`. The command of the first stage may be implied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stage {
    /// The command in lower case; empty when the stage does not start with a word.
    pub(super) command: String,
    /// The whole stage.
    pub(super) span: Span,
    /// What follows the command.
    pub(super) body: Span,
}

/// Cuts a range of a text into its stages. Blank ones, such as the one before a leading `|`, are not there;
/// the flag of the first tells whether a `|` came before it.
pub(super) fn stages(text: &str, range: Range<usize>) -> (Vec<Stage>, bool) {
    let parts = scan::split(text, range, b'|', false);
    let piped = parts
        .first()
        .is_some_and(|part| text[part.clone()].trim().is_empty());
    let stages = parts.into_iter().filter_map(|part| stage(text, part)).collect();
    (stages, piped)
}

fn stage(text: &str, part: Range<usize>) -> Option<Stage> {
    let range = trimmed(text, part);
    if range.is_empty() {
        return None;
    }
    let rest = &text[range.clone()];
    let word = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    let starts = rest.starts_with(|c: char| c.is_ascii_alphabetic());
    let after = rest[word..].chars().next();
    let is_command =
        starts && after.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '`' | '-' | ':'));
    let head = if is_command { word } else { 0 };
    let body = trimmed(text, range.start + head..range.end);
    Some(Stage {
        command: rest[..head].to_ascii_lowercase(),
        span: Span::new(range.start, range.end),
        body: Span::new(body.start, body.end),
    })
}

/// A range without the blanks at its ends.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

#[cfg(test)]
mod tests {
    use super::stages;

    #[test]
    fn a_stage_is_a_command_and_its_body() {
        let text = "| tstats count | `m` |search a=b||where(x)|";
        let (stages, piped) = stages(text, 0..text.len());
        assert!(piped);
        let seen: Vec<(&str, &str)> = stages
            .iter()
            .map(|stage| (stage.command.as_str(), stage.body.text(text).unwrap_or_default()))
            .collect();
        let expected = [
            ("tstats", "count"),
            ("", "`m`"),
            ("search", "a=b"),
            ("where", "(x)"),
        ];
        assert_eq!(seen, expected);
    }
}

//! A rule's original text: highlighted, with the passages marked that its logic was read from.

mod lexer;
mod marks;
mod syntax;

use catalog::Entry;
use rule::{Language, Span};
use serde::Serialize;
use tera::Value;

use crate::escape::escape;
use lexer::{Token, tokens};
pub(crate) use marks::Marks;
use syntax::{PLAIN, of_file, of_language};

/// Original texts are shown up to this many bytes; the link to the source leads to the rest.
const MAX_TEXT: usize = 128 * 1024;

/// Tokens that are coloured: no text of a person has so many.
const MAX_TOKENS: usize = 20_000;

/// The text, ready to be set.
#[derive(Debug, Serialize)]
pub(crate) struct SourceText {
    html: Value,
    /// What is shown: the name of the file.
    file: String,
    cut: bool,
}

impl SourceText {
    /// The text that a rule's logic was read from, and its marked passages.
    pub(crate) fn new(entry: &Entry) -> Option<(SourceText, Marks)> {
        let rule = &entry.rule;
        let query = rule.query.as_ref();
        // Places of a companion file's query are places in that file.
        let companion = query.filter(|it| it.file.is_some() && !it.text.is_empty());
        let whole = companion.map_or(&*rule.text, |query| query.text.as_str());
        let path = query
            .and_then(|it| it.file.as_deref())
            .filter(|_| companion.is_some());
        let path = path.unwrap_or(&rule.path);
        let (text, offset) = shown(
            whole,
            if companion.is_some() {
                Span::NONE
            } else {
                rule.span
            },
        );
        if text.trim().is_empty() {
            return None;
        }
        let marks = Marks::new(&rule.logic, text, offset);
        let language = rule.language();
        let within = query.map_or(Span::NONE, |it| it.span);
        let mut tokens = lexed(text, path, language, (companion.is_some(), within, offset));
        tokens.truncate(MAX_TOKENS);
        let source = SourceText {
            html: Value::safe_string(&set(text, &tokens, &marks)),
            file: path.rsplit('/').next().unwrap_or(path).to_owned(),
            cut: text.len() < whole.len() && rule.span.is_none(),
        };
        Some((source, marks))
    }
}

/// The rule's own part of a file of several, cut to what a page can show; and where it starts.
fn shown(whole: &str, span: Span) -> (&str, usize) {
    let (text, offset) = match span.text(whole) {
        Some(text) if !span.is_none() => (text, span.start as usize),
        _ => (whole, 0),
    };
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (&text[..end], offset)
}

/// Tokens of a file, those of its query in the query's own language.
fn lexed(
    text: &str,
    path: &str,
    language: Language,
    (alone, query, offset): (bool, Span, usize),
) -> Vec<Token> {
    let (file, inner) = (of_file(path), of_language(language));
    if alone {
        return tokens(text, 0..text.len(), inner);
    }
    let start = (query.start as usize).saturating_sub(offset);
    let end = (query.end as usize).saturating_sub(offset).min(text.len());
    let inside = !query.is_none() && start < end && text.get(start..end).is_some();
    if !inside || std::ptr::eq(file, inner) || std::ptr::eq(inner, &PLAIN) {
        return tokens(text, 0..text.len(), file);
    }
    let mut all = tokens(text, 0..start, file);
    all.extend(tokens(text, start..end, inner));
    all.extend(tokens(text, end..text.len(), file));
    all
}

/// The text as HTML: every piece of it passes [`escape`], and what is put between is ours.
fn set(text: &str, tokens: &[Token], marks: &Marks) -> String {
    let mut out = Vec::with_capacity(text.len() * 5 / 4);
    let mut at = 0;
    let mut rest = tokens;
    for (number, range) in marks.ranges() {
        rest = put(text, at..range.start, rest, &mut out);
        out.extend_from_slice(format!("<mark data-mark=\"{number}\">").as_bytes());
        rest = put(text, range.clone(), rest, &mut out);
        out.extend_from_slice(b"</mark>");
        at = range.end;
    }
    put(text, at..text.len(), rest, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// Sets a range, and gives back the tokens that are not finished by then.
fn put<'t>(text: &str, range: std::ops::Range<usize>, tokens: &'t [Token], out: &mut Vec<u8>) -> &'t [Token] {
    let mut at = range.start;
    let mut rest = tokens;
    // Writing to memory cannot fail.
    let plain = |from: usize, to: usize, out: &mut Vec<u8>| {
        let _ = escape(text.get(from..to).unwrap_or_default(), out);
    };
    while let Some(token) = rest.first().filter(|token| token.start < range.end) {
        let (start, end) = (token.start.max(at), token.end.min(range.end));
        if start < end {
            plain(at, start, out);
            let (open, close) = element(token.class);
            out.extend_from_slice(open.as_bytes());
            plain(start, end, out);
            out.extend_from_slice(close.as_bytes());
            at = end;
        }
        if token.end > range.end {
            break;
        }
        rest = &rest[1..];
    }
    plain(at, range.end, out);
    rest
}

/// What a token is set in. Originals are a fifth of a site, and most of their tokens are keys, strings and keywords.
fn element(class: &str) -> (&'static str, &'static str) {
    match class {
        "k" => ("<b>", "</b>"),
        "s" => ("<i>", "</i>"),
        "w" => ("<em>", "</em>"),
        "n" => ("<span class=\"n\">", "</span>"),
        _ => ("<span class=\"c\">", "</span>"),
    }
}

#[cfg(test)]
mod tests {
    use rule::{Logic, Operator, Predicate, RuleLogic, Span};

    use super::lexer::tokens;
    use super::{Marks, of_file, set};

    fn html(text: &str, path: &str, spans: &[(usize, usize)]) -> String {
        let pred = |&(start, end): &(usize, usize)| {
            Logic::Pred(Predicate::new("f", Operator::Eq, ["v"], Span::new(start, end)))
        };
        let logic = RuleLogic::single(None, Logic::All(spans.iter().map(pred).collect()));
        let marks = Marks::new(&logic, text, 0);
        set(text, &tokens(text, 0..text.len(), of_file(path)), &marks)
    }

    #[test]
    fn text_is_escaped_coloured_and_marked() {
        assert_eq!(
            html("a: '<b>' # é", "x.yml", &[(3, 8)]),
            "<b>a:</b> <mark data-mark=\"1\"><i>&#39;&lt;b&gt;&#39;</i></mark> \
             <span class=\"c\"># é</span>"
        );
    }

    #[test]
    fn a_mark_may_cut_a_token_and_bad_spans_are_dropped() {
        assert_eq!(
            html("'abcd'", "x.yml", &[(2, 4), (3, 5), (100, 200), (0, 0)]),
            "<i>&#39;a</i><mark data-mark=\"1\"><i>bc</i></mark><i>d&#39;</i>"
        );
    }
}

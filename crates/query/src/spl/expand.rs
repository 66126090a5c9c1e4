//! Comments go, macros are expanded.
//!
//! Splunk replaces a call `` `name(argument, …)` `` by the macro's definition before it parses anything
//! (<https://help.splunk.com/en/splunk-enterprise/manage-knowledge-objects/knowledge-management-manual/use-search-macros-in-searches>),
//! so a macro may stand for a condition, a list, some options or whole stages. A call of an unknown macro stays
//! in the text, and the parsers see it as one.

use rule::{Diagnostic, Span};

use super::text::{Place, Text};
use super::{Macro, Macros, scan};

/// Macros that call macros nest three deep in published content.
const MAX_NESTING: usize = 16;

/// Expansion stops when the text has grown to this many bytes, macros that call each other twice or not.
const MAX_LEN: usize = 2 << 20;

/// The search without comments, its macros expanded.
pub(super) fn expand(text: &str, macros: &Macros) -> (Text, Vec<Diagnostic>) {
    let mut expander = Expander {
        macros,
        out: Text::default(),
        nesting: 0,
        diagnostics: Vec::new(),
    };
    expander.run(text, None);
    (expander.out, expander.diagnostics)
}

/// A call taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Call<'a> {
    pub(super) name: &'a str,
    pub(super) arguments: Vec<&'a str>,
}

/// Takes `` `name(argument, …)` `` apart; arguments lose their quotes.
pub(super) fn call(text: &str) -> Call<'_> {
    let body = text.trim_matches('`').trim();
    let Some(open) = body.find('(') else {
        return Call {
            name: body,
            arguments: Vec::new(),
        };
    };
    let inside = open + 1..body.len() - usize::from(body.ends_with(')'));
    let arguments = if body[inside.clone()].trim().is_empty() {
        Vec::new()
    } else {
        scan::split(body, inside, b',', true)
            .into_iter()
            .map(|part| scan::inside(body[part].trim(), '"'))
            .collect()
    };
    Call {
        name: body[..open].trim(),
        arguments,
    }
}

struct Expander<'a> {
    macros: &'a Macros,
    out: Text,
    nesting: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Expander<'_> {
    /// Copies `text`, which stands at `given` unless it is the author's own.
    fn run(&mut self, text: &str, given: Option<&Place>) {
        let (mut at, mut kept) = (0, 0);
        let comments = if given.is_some() {
            text.rfind("*/").unwrap_or(0)
        } else {
            0
        };
        while let Some(&byte) = text.as_bytes().get(at) {
            let skip = match byte {
                b'"' => {
                    at = scan::string_end(text, at);
                    continue;
                }
                b'\\' => {
                    at = scan::after_escape(text, at);
                    continue;
                }
                b'`' if text[at..].starts_with("```") => comment_end(text, at, "```"),
                b'`' => scan::macro_end(text, at),
                b'/' if at < comments && text[at..].starts_with("/*") => comment_end(text, at, "*/"),
                _ => at,
            };
            if skip == at {
                at += 1;
                continue;
            }
            self.copy(&text[kept..at], kept, given);
            match &text[at..skip] {
                call if call.starts_with('`') && !call.starts_with("```") => self.call(call, at, given),
                _ => self.copy(" ", at, given),
            }
            (at, kept) = (skip, skip);
        }
        self.copy(&text[kept..], kept, given);
    }

    fn copy(&mut self, text: &str, offset: usize, given: Option<&Place>) {
        match given {
            _ if text.is_empty() => {}
            Some(place) => self.out.push_given(text, place),
            None => self.out.push_authored(text, offset),
        }
    }

    fn call(&mut self, text: &str, offset: usize, given: Option<&Place>) {
        let parts = call(text);
        let span = Span::new(offset, offset + text.len());
        let known = self.macros.get(&(parts.name.to_owned(), parts.arguments.len()));
        let Some(known) = known.filter(|_| self.may_grow(given.map_or(span, |place| place.span))) else {
            self.copy(text, offset, given);
            return;
        };
        let own = Place {
            span,
            via: Some(parts.name.to_owned()),
        };
        let body = filled(known, &parts.arguments);
        self.nesting += 1;
        self.copy(" ", offset, given);
        self.run(body.trim(), Some(given.unwrap_or(&own)));
        self.copy(" ", offset, given);
        self.nesting -= 1;
    }

    /// Whether one more macro may be expanded; if not, the call stays as it is, with a remark.
    fn may_grow(&mut self, span: Span) -> bool {
        let fits = self.nesting < MAX_NESTING && self.out.as_str().len() < MAX_LEN;
        if !fits && self.diagnostics.is_empty() {
            let message = "macros call each other without end";
            self.diagnostics.push(Diagnostic::error(span, message));
        }
        fits
    }
}

/// The offset after a comment that opens at `at`; `at` itself when a comment of macro bodies is never closed.
fn comment_end(text: &str, at: usize, close: &str) -> usize {
    let inside = at + close.len();
    match text.get(inside..).and_then(|rest| rest.find(close)) {
        Some(len) => inside + len + close.len(),
        None if close == "```" => text.len(),
        None => at,
    }
}

/// The definition with its parameters filled in; an argument may be given by name.
fn filled(known: &Macro, arguments: &[&str]) -> String {
    let mut body = known.definition.clone();
    for (parameter, argument) in known.arguments.iter().zip(arguments) {
        let uses = body.matches(&format!("${parameter}$")).count();
        if uses.saturating_mul(argument.len()) > MAX_LEN {
            continue;
        }
        let named = argument
            .split_once('=')
            .filter(|(name, _)| name.trim() == parameter)
            .map(|(_, value)| value.trim());
        body = body.replace(&format!("${parameter}$"), named.unwrap_or(argument));
    }
    body
}

#[cfg(test)]
mod tests {
    use super::{Call, call, expand};
    use crate::spl::{Macro, Macros};

    fn macros() -> Macros {
        let entry = |name: &str, arguments: &[&str], definition: &str| {
            let known = Macro {
                arguments: arguments.iter().map(|&a| a.to_owned()).collect(),
                definition: definition.to_owned(),
            };
            ((name.to_owned(), arguments.len()), known)
        };
        Macros::from([
            entry("two", &[], "(a=1 OR `one(b)`)"),
            entry("one", &["f"], "$f$=1 /* odd */"),
            entry("loop", &[], "x `loop` `loop`"),
        ])
    }

    fn expanded(text: &str) -> String {
        let text = expand(text, &macros()).0;
        text.as_str().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn macros_are_text() {
        assert_eq!(expanded("`two` c=`one(\"d\")`"), "(a=1 OR b=1 ) c= d=1");
        assert_eq!(
            expanded("\"`two`\" `unknown(x)` \\`"),
            "\"`two`\" `unknown(x)` \\`"
        );
        assert_eq!(expanded("a ```it's \"here``` b /* c */"), "a b /* c */");
    }

    #[test]
    fn endless_macros_end() {
        let (text, diagnostics) = expand("`loop`", &macros());
        assert!(text.as_str().len() < 4 << 20);
        assert_eq!(diagnostics.len(), 1);
    }

    #[test]
    fn calls_are_taken_apart() {
        let parts = |name, arguments: &[&'static str]| Call {
            name,
            arguments: arguments.to_vec(),
        };
        assert_eq!(call("`a`"), parts("a", &[]));
        assert_eq!(call("`a()`"), parts("a", &[]));
        assert_eq!(
            call("`a(b, \"c,d\", f(1,2))`"),
            parts("a", &["b", "c,d", "f(1,2)"])
        );
        assert_eq!(call("`a("), parts("a", &[]));
    }
}

//! Conditions to logic: names become the selections they stand for.

use std::collections::HashMap;

use rule::{Logic, Reason, Span};

use super::condition::{self, Condition, Expr};
use super::notes::Notes;
use crate::yaml::Node;

/// A condition may repeat its selections until the logic holds this many leaves and values; no rule comes
/// near, and a hostile one must not grow without bound.
const MAX_COPIED: usize = 400_000;

/// A selection of the rule.
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) logic: Logic,
    /// Its leaves and values.
    pub(super) size: usize,
    pub(super) span: Span,
    pub(super) is_used: bool,
}

/// Lowers the conditions of a rule.
pub(super) struct Lowering<'a, 'n> {
    pub(super) selections: Vec<Named<'a>>,
    pub(super) notes: &'n mut Notes,
    index: HashMap<&'a str, usize>,
    copied: usize,
}

/// A condition's text and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    text: &'a str,
    node: Span,
    /// Where the first character stands, if the text stands in the file as it is.
    start: Option<usize>,
}

impl<'a> Text<'a> {
    pub(super) fn new(node: &'a Node) -> Option<Self> {
        let text = node.text()?;
        let (start, end) = (node.span.start as usize, node.span.end as usize);
        let start = match end.saturating_sub(start) {
            width if width == text.len() => Some(start),
            width if width == text.len() + 2 => Some(start + 1),
            _ => None,
        };
        Some(Text {
            text,
            node: node.span,
            start,
        })
    }

    pub(super) fn word(&self, span: Span) -> &'a str {
        span.text(self.text).unwrap_or_default()
    }

    /// The place in the file; the whole condition where YAML folded or escaped it.
    pub(super) fn place(&self, span: Span) -> Span {
        match self.start {
            Some(start) => Span::new(start + span.start as usize, start + span.end as usize),
            None => self.node,
        }
    }
}

impl<'a, 'n> Lowering<'a, 'n> {
    pub(super) fn new(selections: Vec<Named<'a>>, notes: &'n mut Notes) -> Self {
        let names = selections.iter().enumerate().rev();
        Lowering {
            index: names.map(|(index, selection)| (selection.name, index)).collect(),
            selections,
            notes,
            copied: 0,
        }
    }

    /// The logic of one condition and what stands behind its pipe.
    pub(super) fn condition(&mut self, text: Text<'_>) -> (Logic, Option<Span>) {
        let Condition { search, rest, pipe } = condition::parse(text.text);
        let mut parts = Vec::new();
        let whole = Span::new(0, pipe.map_or(text.text.len(), |pipe| pipe.start as usize));
        let message = "the condition cannot be read from here on";
        match (search, rest) {
            (Some(search), None) => parts.push(self.lower(&search, text)),
            (Some(search), Some((rest, why))) if self.knows(&search, text) => {
                parts.push(self.lower(&search, text));
                self.mention(text.word(rest));
                parts.push(self.notes.refuse(text.word(rest), why, text.place(rest), message));
            }
            (_, rest) => {
                let why = rest.map_or(Reason::Syntax, |(_, why)| why);
                let written = text.word(whole).trim_end_matches(['|', ' ']);
                self.mention(written);
                let message = "the condition cannot be read";
                parts.push(self.notes.refuse(written, why, text.place(whole), message));
            }
        }
        (Logic::all(parts), pipe)
    }

    /// Selections named in a text that stays undecoded are not unused.
    pub(super) fn mention(&mut self, text: &str) {
        for word in text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-')) {
            if let Some(index) = self.find(word) {
                self.selections[index].is_used = true;
            }
        }
    }

    /// Whether some name in it is a selection: otherwise it is prose that happens to follow the grammar.
    fn knows(&self, expr: &Expr, text: Text<'_>) -> bool {
        match expr {
            Expr::Or(parts) | Expr::And(parts) => parts.iter().any(|part| self.knows(part, text)),
            Expr::Not(part) => self.knows(part, text),
            Expr::Name(span) => self.find(text.word(*span)).is_some(),
            Expr::Of { pattern, .. } => self.matching(text.word(*pattern)).next().is_some(),
            Expr::Count(_) => false,
        }
    }

    fn lower(&mut self, expr: &Expr, text: Text<'_>) -> Logic {
        match expr {
            Expr::Or(parts) => Logic::any(self.lower_all(parts, text)),
            Expr::And(parts) => Logic::all(self.lower_all(parts, text)),
            Expr::Not(part) => Logic::not(self.lower(part, text)),
            Expr::Name(span) => match self.find(text.word(*span)) {
                Some(index) => self.copy(index, text.place(*span)),
                None => self.undefined(text, *span),
            },
            Expr::Of { all, pattern } => self.several(*all, *pattern, text),
            Expr::Count(span) => {
                let message = "only `1 of`, `any of` and `all of` are defined";
                let place = text.place(*span);
                self.notes
                    .refuse(text.word(*span), Reason::Unsupported, place, message)
            }
        }
    }

    fn lower_all(&mut self, parts: &[Expr], text: Text<'_>) -> Vec<Logic> {
        parts.iter().map(|part| self.lower(part, text)).collect()
    }

    fn several(&mut self, all: bool, pattern: Span, text: Text<'_>) -> Logic {
        self.copied += self.selections.len();
        if self.copied > MAX_COPIED {
            return self.too_much(text.word(pattern), text.place(pattern));
        }
        let indices: Vec<usize> = self.matching(text.word(pattern)).collect();
        if indices.is_empty() {
            return self.undefined(text, pattern);
        }
        let place = text.place(pattern);
        let parts: Vec<Logic> = indices.into_iter().map(|index| self.copy(index, place)).collect();
        if all { Logic::all(parts) } else { Logic::any(parts) }
    }

    fn undefined(&mut self, text: Text<'_>, span: Span) -> Logic {
        let place = text.place(span);
        self.notes.refuse(
            text.word(span),
            Reason::Undefined,
            place,
            "no selection has this name",
        )
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// The selections that a pattern names; those that start with `_` only if the pattern does so too.
    fn matching(&self, pattern: &str) -> impl Iterator<Item = usize> {
        let pattern = if pattern.eq_ignore_ascii_case("them") {
            "*"
        } else {
            pattern
        };
        let fits = move |name: &str| {
            (pattern.starts_with('_') || !name.starts_with('_')) && glob(pattern.as_bytes(), name.as_bytes())
        };
        (0..self.selections.len()).filter(move |index| fits(self.selections[*index].name))
    }

    fn copy(&mut self, index: usize, place: Span) -> Logic {
        let selection = &mut self.selections[index];
        selection.is_used = true;
        self.copied += selection.size;
        if self.copied > MAX_COPIED {
            let name = selection.name;
            return self.too_much(name, place);
        }
        selection.logic.clone()
    }

    fn too_much(&mut self, name: &str, place: Span) -> Logic {
        let message = "the condition repeats its selections too often";
        self.notes.refuse(name, Reason::TooDeep, place, message)
    }
}

/// Whether a pattern with `*` matches all of a text.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            p += 1;
            t += 1;
        } else if let Some((at, from)) = star {
            star = Some((at, from + 1));
            p = at + 1;
            t = from + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|b| *b == b'*')
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn globs_match_whole_names() {
        for (pattern, name, expected) in [
            ("selection*", "selection", true),
            ("selection_*", "selection", false),
            ("*_main_*", "filter_main_a", true),
            ("a*b*c", "a_b_b_c", true),
            ("a*b", "a_b_c", false),
            ("*", "", true),
        ] {
            assert_eq!(
                glob(pattern.as_bytes(), name.as_bytes()),
                expected,
                "{pattern} {name}"
            );
        }
    }
}

//! The parser of search expressions. It never fails: odd tokens are passed over with a remark or become
//! [`Search::Bad`].

use rule::{Diagnostic, Span};

use super::lexer::{Kind, Token, tokens};
use super::{Form, Search, Word};
use crate::Depth;
use crate::spl::compare::Compare;
use crate::spl::scan;

/// Reads the expression in a range; `Search::All([])` when there is none.
pub(in crate::spl) fn parse(text: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Search {
    let mut parser = Parser {
        text,
        end: (span.end as usize).min(text.len()),
        tokens: tokens(text, span),
        at: 0,
        depth: Depth::default(),
        diagnostics,
    };
    let mut parts = Vec::new();
    while parser.at < parser.tokens.len() {
        let part = parser.all();
        parts.push(part);
        if let Some(token) = parser.next() {
            parser.warn(token.span, "a closing parenthesis too many");
            if parser.eat("OR") {
                let before = joined(std::mem::take(&mut parts), Search::All);
                let after = parser.any().unwrap_or(Search::Any(Vec::new()));
                parts.push(Search::Any(vec![before, after]));
            }
        }
    }
    joined(parts, Search::All)
}

fn joined(mut parts: Vec<Search>, join: fn(Vec<Search>) -> Search) -> Search {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}

struct Parser<'a> {
    text: &'a str,
    /// Where the expression ends.
    end: usize,
    tokens: Vec<Token>,
    at: usize,
    depth: Depth,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Parser<'_> {
    fn peek(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek(0)?;
        self.at += 1;
        Some(token)
    }

    fn kind(&self, ahead: usize) -> Option<Kind> {
        self.peek(ahead).map(|token| token.kind)
    }

    fn slice(&self, span: Span) -> &str {
        span.text(self.text).unwrap_or_default()
    }

    fn warn(&mut self, span: Span, message: &str) {
        self.diagnostics.push(Diagnostic::warning(span, message));
    }

    /// Takes the operator if it comes next. In lower case it is a search term to Splunk, but never meant as
    /// one.
    fn eat(&mut self, operator: &str) -> bool {
        let Some(token) = self.peek(0).filter(|token| token.kind == Kind::Word) else {
            return false;
        };
        let word = self.slice(token.span);
        if !word.eq_ignore_ascii_case(operator) || matches!(self.kind(1), Some(Kind::Compare(_))) {
            return false;
        }
        if word != operator {
            let message =
                format!("`{word}` is a search term unless it is written {operator}; read as the operator");
            self.warn(token.span, &message);
        }
        self.at += 1;
        true
    }

    /// Parts up to a closing parenthesis or the end.
    fn all(&mut self) -> Search {
        let mut parts = Vec::new();
        while !matches!(self.kind(0), None | Some(Kind::Close)) {
            if self.kind(0) == Some(Kind::Comma) {
                self.at += 1;
            } else if !self.eat("AND") {
                parts.extend(self.any());
            }
        }
        joined(parts, Search::All)
    }

    fn any(&mut self) -> Option<Search> {
        let mut parts = Vec::new();
        while let Some(token) = self.peek(0).filter(|_| self.eat("OR")) {
            self.warn(token.span, "an OR without a condition before it");
        }
        loop {
            parts.extend(self.not());
            if !self.eat("OR") {
                break;
            }
        }
        (!parts.is_empty()).then(|| joined(parts, Search::Any))
    }

    fn not(&mut self) -> Option<Search> {
        let mut negated = false;
        while self.eat("NOT") {
            negated = !negated;
        }
        let atom = self.atom()?;
        Some(if negated {
            Search::Not(Box::new(atom))
        } else {
            atom
        })
    }

    fn atom(&mut self) -> Option<Search> {
        if matches!(self.kind(0), None | Some(Kind::Close)) {
            return None;
        }
        let token = self.next()?;
        match token.kind {
            Kind::Open => Some(self.group(token)),
            Kind::Sub => Some(Search::Sub(self.inside(token.span))),
            Kind::Macro if self.kind(0).is_none_or(|kind| !matches!(kind, Kind::Compare(_))) => {
                Some(Search::Macro(token.span))
            }
            Kind::Word | Kind::Quoted | Kind::Macro => Some(self.named(token)),
            Kind::Compare(_) | Kind::Comma | Kind::Close => {
                self.warn(token.span, "a comparison without a field");
                Some(Search::Bad {
                    span: token.span,
                    deep: false,
                })
            }
        }
    }

    /// `( … )`.
    fn group(&mut self, open: Token) -> Search {
        if !self.depth.enter() {
            return self.too_deep(open);
        }
        let inside = self.all();
        self.depth.leave();
        match self.kind(0) {
            Some(Kind::Close) => self.at += 1,
            _ => self.warn(open.span, "a parenthesis that is never closed"),
        }
        inside
    }

    /// Passes over a group that is nested too deeply.
    fn too_deep(&mut self, open: Token) -> Search {
        let mut level = 1_usize;
        let mut end = open.span;
        while let Some(token) = self.next() {
            end = token.span;
            level += usize::from(token.kind == Kind::Open);
            level -= usize::from(token.kind == Kind::Close);
            if level == 0 {
                break;
            }
        }
        let span = open.span.to(end);
        self.diagnostics
            .push(Diagnostic::error(span, "nested too deeply"));
        Search::Bad { span, deep: true }
    }

    /// The inside of a subsearch.
    fn inside(&self, span: Span) -> Span {
        let closed = self.slice(span).len() > 1 && self.slice(span).ends_with(']');
        Span {
            start: span.start + 1,
            end: span.end - u32::from(closed),
        }
    }

    /// What starts with a word or string: a comparison, a list membership or a term.
    fn named(&mut self, first: Token) -> Search {
        let name = self.word(first);
        match self.kind(0) {
            Some(Kind::Compare(op)) => {
                self.at += 1;
                return self.compare(name, op);
            }
            Some(Kind::Word) if self.is_member() => return self.member(name),
            _ => {}
        }
        if self.wraps(first) {
            return self.term(name.span, name.raw.eq_ignore_ascii_case("CASE"));
        }
        Search::Term {
            word: name,
            cased: false,
        }
    }

    /// Whether `IN (` or `NOT IN (` comes next.
    fn is_member(&self) -> bool {
        let says = |ahead: usize, word: &str| {
            self.peek(ahead)
                .is_some_and(|token| self.slice(token.span).eq_ignore_ascii_case(word))
        };
        let after = usize::from(says(0, "NOT"));
        says(after, "IN") && self.kind(after + 1) == Some(Kind::Open)
    }

    /// The rest of `field op value`. A value that a subsearch gives joins the two on the field.
    fn compare(&mut self, field: Word, op: Compare) -> Search {
        if let Some(sub) = self.peek(0).filter(|token| token.kind == Kind::Sub) {
            self.at += 1;
            let sub = Search::Sub(self.inside(sub.span));
            return match op {
                Compare::NotEqual => Search::Not(Box::new(sub)),
                _ => sub,
            };
        }
        let value = match self.kind(0) {
            Some(Kind::Word | Kind::Quoted | Kind::Macro) => self.next().map(|token| self.word(token)),
            _ => None,
        };
        let value = value.unwrap_or(Word {
            raw: String::new(),
            span: field.span,
            form: Form::Plain,
        });
        Search::Compare {
            span: field.span.to(value.span),
            field: field.raw,
            op,
            value,
        }
    }

    fn member(&mut self, field: Word) -> Search {
        let negated = self.eat("NOT");
        self.at += 2;
        let mut values = Vec::new();
        let mut end = field.span;
        while let Some(token) = self.next() {
            end = token.span;
            match token.kind {
                Kind::Close => break,
                Kind::Word if self.wraps(token) => values.extend(self.wrapped()),
                Kind::Word | Kind::Quoted => values.push(self.glued(token)),
                Kind::Macro => values.push(self.word(token)),
                Kind::Comma => {}
                _ => self.warn(token.span, "no value of a list"),
            }
        }
        let member = Search::Member {
            span: field.span.to(end),
            field: field.raw,
            values,
        };
        if negated {
            Search::Not(Box::new(member))
        } else {
            member
        }
    }

    /// A value of a list. In `""x*""` the doubled quotes are no values of their own.
    fn glued(&mut self, first: Token) -> Word {
        let mut word = self.word(first);
        while let Some(next) = self.peek(0).filter(|next| self.is_glued(word.span, *next)) {
            self.at += 1;
            word.raw += &self.word(next).raw;
            word.form = Form::Plain;
            word.span = word.span.to(next.span);
        }
        word
    }

    fn is_glued(&self, value: Span, next: Token) -> bool {
        let is_text = matches!(next.kind, Kind::Word | Kind::Quoted);
        let doubled = self.slice(value).starts_with("\"\"") || self.slice(next.span) == "\"\"";
        is_text && doubled && next.span.start == value.end
    }

    /// Whether a word is the `TERM` or `CASE` of `TERM(…)`.
    fn wraps(&self, token: Token) -> bool {
        let word = self.slice(token.span);
        let named = word.eq_ignore_ascii_case("TERM") || word.eq_ignore_ascii_case("CASE");
        named && token.kind == Kind::Word && self.kind(0) == Some(Kind::Open)
    }

    /// `TERM(value)` among the values of a list.
    fn wrapped(&mut self) -> Option<Word> {
        self.at += 1;
        let value = self.next()?;
        if self.kind(0) == Some(Kind::Close) {
            self.at += 1;
        }
        Some(self.word(value))
    }

    /// `TERM(…)` or `CASE(…)`: what stands in it is one term, whatever its characters.
    fn term(&mut self, start: Span, cased: bool) -> Search {
        self.at += 1;
        let (raw, mut span) = match self.peek(0) {
            Some(token) if token.kind == Kind::Quoted => {
                self.at += 1;
                (self.word(token).raw, start.to(token.span))
            }
            Some(token) => self.term_from(token.span.start as usize, start),
            None => (String::new(), start),
        };
        match self.peek(0).filter(|token| token.kind == Kind::Close) {
            Some(close) => {
                self.at += 1;
                span = span.to(close.span);
            }
            None => self.warn(span, "a term that is never closed"),
        }
        let word = Word {
            raw,
            span,
            form: Form::Plain,
        };
        Search::Term { word, cased }
    }

    /// An unquoted term that starts at an offset.
    fn term_from(&mut self, at: usize, start: Span) -> (String, Span) {
        let raw = term_text(self.text.get(at..self.end).unwrap_or_default());
        let end = at + raw.len();
        while self
            .peek(0)
            .is_some_and(|token| (token.span.start as usize) < end)
        {
            self.at += 1;
        }
        (raw.trim().to_owned(), Span::new(start.start as usize, end))
    }

    /// A token as a name or value, its quotes removed.
    fn word(&self, token: Token) -> Word {
        let raw = self.slice(token.span);
        let (raw, form) = match token.kind {
            Kind::Quoted => {
                let quote = if raw.starts_with('\'') { '\'' } else { '"' };
                (scan::inside(raw, quote).to_owned(), Form::Quoted)
            }
            Kind::Macro => (raw.to_owned(), Form::Macro),
            _ => (without_quotes(raw), Form::Plain),
        };
        Word {
            raw,
            span: token.span,
            form,
        }
    }
}

/// No term is longer than this.
const MAX_TERM: usize = 1_024;

/// What stands in a `TERM(…)`: up to the closing parenthesis, or to a blank where that was forgotten.
fn term_text(rest: &str) -> &str {
    let near = rest
        .char_indices()
        .nth(MAX_TERM)
        .map_or(rest, |(at, _)| &rest[..at]);
    let closed = near.split(')').next().unwrap_or_default();
    let forgotten = closed.contains('(') || [" OR ", " AND "].iter().any(|word| closed.contains(word));
    match forgotten {
        true => closed.split_whitespace().next().unwrap_or_default(),
        false => closed,
    }
}

/// An unquoted word without the unescaped quotes inside it.
fn without_quotes(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {}
            '\\' => {
                out.push(c);
                out.extend(chars.next());
            }
            c => out.push(c),
        }
    }
    out
}

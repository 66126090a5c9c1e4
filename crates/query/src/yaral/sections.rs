//! From a file to rules, and from a rule to its sections
//! (<https://cloud.google.com/chronicle/docs/detection/yara-l-2-0-syntax>, "Rule structure").

use rule::Span;

use super::RuleText;
use super::ast::{Comparison, Kind as Ast, Node, Statement};
use super::lexer::{Kind, Own, Token, tokens};
use super::parser::Parser;

/// A rule's sections, as far as they decide anything.
#[derive(Debug, Default)]
pub(super) struct Sections {
    /// `events:`.
    pub(super) events: Vec<Statement>,
    /// `match:` before `over`.
    pub(super) grouping: Vec<Node>,
    /// The length of the window, from `match:` after `over`.
    pub(super) window: Option<String>,
    /// `outcome:`, name and expression.
    pub(super) outcome: Vec<(String, Node)>,
    /// `condition:`.
    pub(super) condition: Vec<Statement>,
}

/// Finds the rules of a file.
pub(super) fn rules(text: &str) -> Vec<RuleText> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].kind {
            Kind::Word(_) if starts_rule(&tokens, at) => {
                let own = &tokens[at..=at + end_of_rule(&tokens[at..])];
                found.extend(rule(own));
                at += own.len();
            }
            _ => at += 1,
        }
    }
    found
}

fn rule(tokens: &[Token<'_>]) -> Option<RuleText> {
    let (first, name, last) = (tokens.first()?, tokens.get(1)?, tokens.last()?);
    let Kind::Word(name) = name.kind else {
        return None;
    };
    Some(RuleText {
        name: name.to_owned(),
        meta: meta(tokens.to_vec()),
        span: first.span.to(last.span),
    })
}

fn starts_rule(tokens: &[Token<'_>], at: usize) -> bool {
    let kind = |n: usize| tokens.get(at + n).map(|token| &token.kind);
    tokens[at].is_word("rule")
        && matches!(kind(1), Some(Kind::Word(_)))
        && matches!(kind(2), Some(Kind::Symbol("{")))
}

/// The closing brace of the rule that starts at the first token, or the last token before the next rule.
fn end_of_rule(tokens: &[Token<'_>]) -> usize {
    let mut open = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(2) {
        match token.kind {
            Kind::Symbol("{") => open += 1,
            Kind::Symbol("}") if open == 1 => return at,
            Kind::Symbol("}") => open -= 1,
            _ if at > 2 && token.first && starts_rule(tokens, at) => return at - 1,
            _ => {}
        }
    }
    tokens
        .iter()
        .rposition(|token| token.kind != Kind::End)
        .unwrap_or_default()
}

/// The tokens of each section behind its name; the last token of each is the end.
fn split(tokens: Vec<Token<'_>>) -> Vec<(&str, Vec<Token<'_>>)> {
    let mut sections: Vec<(&str, Vec<Token<'_>>)> = Vec::new();
    let mut tokens = tokens
        .into_iter()
        .skip_while(|token| !token.is("{"))
        .skip(1)
        .peekable();
    while let Some(token) = tokens.next() {
        match token.kind {
            Kind::Word(name) if tokens.next_if(|next| next.is(":")).is_some() => {
                sections.push((name, Vec::new()))
            }
            Kind::Symbol("}") | Kind::End => break,
            _ => sections
                .last_mut()
                .into_iter()
                .for_each(|(_, own)| own.push(token.clone())),
        }
    }
    for (_, own) in &mut sections {
        let end = own.last().map_or(Span::NONE, |token| token.span);
        own.push(Token {
            kind: Kind::End,
            span: Span {
                start: end.end,
                ..end
            },
            first: true,
        });
    }
    sections
}

fn meta(tokens: Vec<Token<'_>>) -> Vec<(String, String)> {
    let own = split(tokens).into_iter().find(|(name, _)| *name == "meta");
    let (_, tokens) = own.unwrap_or_default();
    let pair = |three: &[Token<'_>]| {
        let value = match &three[2].kind {
            Kind::Own(Own::Text(text)) => text.clone(),
            Kind::Own(Own::Number(text)) | Kind::Word(text) => (*text).to_owned(),
            _ => return None,
        };
        match three[0].kind {
            Kind::Word(key) if three[1].is("=") => Some((key.to_owned(), value)),
            _ => None,
        }
    };
    tokens.windows(3).filter_map(pair).collect()
}

/// Reads the sections of one rule; `None` without an `events` section.
pub(super) fn read(text: &str) -> Option<Sections> {
    let mut sections = Sections::default();
    let mut has_events = false;
    for (name, tokens) in split(tokens(text)) {
        let mut parser = Parser::new(&tokens);
        match name.to_ascii_lowercase().as_str() {
            "events" => {
                has_events = true;
                sections.events.extend(statements(&mut parser));
            }
            "condition" => sections.condition.extend(statements(&mut parser)),
            "match" => grouping(&mut parser, &mut sections),
            "outcome" => sections
                .outcome
                .extend(statements(&mut parser).into_iter().filter_map(outcome)),
            _ => {}
        }
    }
    has_events.then_some(sections)
}

/// Expressions one after another: a new line is an "and".
fn statements(parser: &mut Parser<'_, '_>) -> Vec<Statement> {
    let mut statements = Vec::new();
    while !parser.tokens.is_done() {
        statements.push(parser.statement());
        parser.tokens.eat(",");
    }
    statements
}

/// `$a, $b over 5m`, `$a over every 1h`, `$a over 10m after $e`.
fn grouping(parser: &mut Parser<'_, '_>, sections: &mut Sections) {
    while !parser.tokens.is_done() && !parser.tokens.eat_word("over") && !parser.tokens.eat_word("by") {
        if let Statement::Read(node) = parser.statement() {
            sections.grouping.push(node);
        }
        parser.tokens.eat(",");
    }
    while !parser.tokens.is_done() {
        if let Kind::Own(Own::Number(window)) = parser.tokens.next().kind {
            sections.window.get_or_insert_with(|| window.to_owned());
        }
    }
}

fn outcome(statement: Statement) -> Option<(String, Node)> {
    let Statement::Read(node) = statement else {
        return None;
    };
    match node.kind {
        Ast::Compare(Comparison::Equal, left, right) => match left.kind {
            Ast::Name(name) => Some((name, *right)),
            _ => None,
        },
        _ => None,
    }
}

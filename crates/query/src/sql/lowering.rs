//! A query from text to logic, and the state it is lowered with.

use std::collections::BTreeSet;

use sqlparser::ast::{Expr, Spanned, Statement};
use sqlparser::dialect::{Dialect, GenericDialect, SnowflakeDialect};
use sqlparser::parser::Parser;

use rule::{Diagnostic, Logic, Loss, Reason, Relation, RuleLogic, Span, Threshold};

use super::fence;
use super::place::Places;
use super::prepare::{Prepared, prepare};
use super::query::Answer;
use crate::{Decoded, Depth, MAX_DEPTH};

/// What is collected while a query is lowered.
pub(super) struct Lowering<'t> {
    pub(super) text: &'t str,
    pub(super) places: Places<'t>,
    pub(super) losses: BTreeSet<Loss>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) thresholds: Vec<Threshold>,
    pub(super) depth: Depth,
    /// Steps made so far, over all uses of common table expressions.
    pub(super) steps: usize,
    /// Whether the condition at hand stands under `or` or `not`, where it cannot become a threshold.
    pub(super) nested: bool,
}

/// Decodes a query's text.
pub(super) fn decode(text: &str) -> Decoded {
    let prepared = prepare(text);
    let statements = match parse(&prepared.text) {
        Ok(statements) => statements,
        Err(message) => {
            let note = Diagnostic::error(Span::new(0, text.len()), format!("not read as SQL: {message}"));
            return Decoded::opaque(text, Reason::Syntax, note);
        }
    };
    let mut lowering = Lowering {
        text,
        places: Places::new(&prepared.text),
        losses: BTreeSet::new(),
        diagnostics: Vec::new(),
        thresholds: Vec::new(),
        depth: Depth::default(),
        steps: 0,
        nested: false,
    };
    let answers: Vec<Answer> = statements
        .iter()
        .map(|statement| lowering.statement(statement))
        .collect();
    lowering.finished(answers, &prepared)
}

/// Parses in Snowflake's dialect, and in the generic one where that fails.
fn parse(text: &str) -> Result<Vec<Statement>, String> {
    let dialects: [&dyn Dialect; 2] = [&SnowflakeDialect {}, &GenericDialect {}];
    let mut first = None;
    for dialect in dialects {
        let parsed = fence::tokens(dialect, text).and_then(|tokens| {
            Parser::new(dialect)
                .with_recursion_limit(MAX_DEPTH)
                .with_tokens_with_locations(tokens)
                .parse_statements()
                .map_err(|error| error.to_string())
        });
        match parsed {
            Ok(statements) if !statements.is_empty() => return Ok(statements),
            Ok(_) => first = first.or(Some("there is no statement".to_owned())),
            Err(message) => first = first.or(Some(message)),
        }
    }
    Err(first.unwrap_or_default())
}

impl Lowering<'_> {
    fn statement(&mut self, statement: &Statement) -> Answer {
        match statement {
            Statement::Query(query) => self.query(query, &[]),
            other => {
                let span = self.places.span(other.span());
                self.diagnostics
                    .push(Diagnostic::warning(span, "a statement that is no query"));
                Answer::of(Logic::opaque(other.to_string(), Reason::Unsupported, span))
            }
        }
    }

    fn finished(mut self, answers: Vec<Answer>, prepared: &Prepared) -> Decoded {
        let mut whole = Answer::default();
        for answer in answers {
            whole.join(answer, Relation::Union);
        }
        for span in &prepared.templates {
            let call = span.text(self.text).unwrap_or_default();
            self.diagnostics
                .push(Diagnostic::warning(*span, "a template is not expanded"));
            whole.restrict(&Logic::opaque(call, Reason::Undefined, *span), None);
        }
        if whole.steps.is_empty() {
            whole = Answer::of(Logic::TRUE);
        }
        let logic = RuleLogic {
            relation: if whole.steps.len() > 1 {
                whole.relation
            } else {
                Relation::Single
            },
            steps: whole.steps,
            by: whole.by,
            thresholds: self.thresholds,
            losses: self.losses,
            ..RuleLogic::default()
        };
        Decoded {
            logic,
            diagnostics: self.diagnostics,
        }
    }

    /// Where an expression stands.
    pub(super) fn span(&self, expr: &Expr) -> Span {
        self.places.span(expr.span())
    }

    /// An expression that is not decoded.
    pub(super) fn opaque(&mut self, expr: &Expr, why: Reason) -> Logic {
        let span = self.span(expr);
        let text = match span.text(self.text) {
            Some(text) if !span.is_none() => text.to_owned(),
            _ => expr.to_string(),
        };
        Logic::opaque(text, why, span)
    }
}

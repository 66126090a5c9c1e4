//! Functions that are conditions
//! (<https://www.elastic.co/docs/reference/query-languages/eql/eql-function-ref>), and the array functions of the
//! language's first implementation and of the endpoint's dialect.

use rule::{Logic, Loss, Operator, Predicate, Reason, Span};

use crate::Pattern;

use super::ast::{Call, Expr, Kind};
use super::condition::Lowering;
use super::matching::Reading;
use super::value::literal;

/// How a function compares its first argument with the others.
#[derive(Clone, Copy)]
enum Style {
    /// Like patterns made of the values.
    Like(Reading),
    /// With the values as they are.
    Valued(Operator),
    /// Some element of an array fits a condition.
    ArraySearch,
    /// It is its argument.
    Itself,
}

/// One line a function, in lower case.
const FUNCTIONS: &[(&str, Style)] = &[
    ("_arraysearch", Style::ArraySearch),
    ("arraycontains", Style::Like(Reading::WHOLE)),
    ("arraysearch", Style::ArraySearch),
    ("cidrmatch", Style::Valued(Operator::CidrMatch)),
    (
        "endswith",
        Style::Like(Reading::partial(|text| {
            Pattern::literal(text).anchored(false, true)
        })),
    ),
    ("match", Style::Valued(Operator::RegexMatch)),
    ("matchlite", Style::Valued(Operator::RegexMatch)),
    ("safe", Style::Itself),
    (
        "startswith",
        Style::Like(Reading::partial(|text| {
            Pattern::literal(text).anchored(true, false)
        })),
    ),
    (
        "stringcontains",
        Style::Like(Reading::partial(|text| {
            Pattern::literal(text).anchored(false, false)
        })),
    ),
    ("wildcard", Style::Like(Reading::GLOB)),
];

fn style(name: &str) -> Option<Style> {
    FUNCTIONS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, style)| *style)
}

/// Whether an expression is a condition, so that `== true` says nothing more.
pub(super) fn is_condition(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Call(call) => style(&call.name).is_some(),
        Kind::Not(_)
        | Kind::All(_)
        | Kind::Any(_)
        | Kind::Compare(_)
        | Kind::Among(_)
        | Kind::Relative(_) => true,
        _ => false,
    }
}

impl Lowering<'_> {
    /// The logic of a function call as a condition.
    pub(super) fn call(&mut self, span: Span, call: &Call) -> Logic {
        let Some(style) = style(&call.name) else {
            let message = format!("the function `{}` is not known as a condition", call.name);
            return self.undecoded(span, Reason::Unsupported, message);
        };
        match (style, call.args.as_slice()) {
            (Style::Itself, [condition]) => self.condition(condition),
            (Style::ArraySearch, [array, variable, condition]) => {
                let searched = self.array_search(array, variable, condition);
                searched.unwrap_or_else(|| self.computed(span))
            }
            (Style::Like(reading), [subject, values @ ..]) if !values.is_empty() => {
                match self.subject(subject) {
                    Some(subject) => self.like(span, subject, call.insensitive, values, reading),
                    None => self.computed(span),
                }
            }
            (Style::Valued(op), [subject, values @ ..]) => match self.subject(subject) {
                Some(subject) => self.valued(span, subject, op, call.insensitive, values),
                None => self.computed(span),
            },
            _ => self.undecoded(
                span,
                Reason::Syntax,
                "these are not the arguments of this function",
            ),
        }
    }

    /// Some element of the array fits the condition. That several comparisons hold for the *same* element is
    /// lost.
    fn array_search(&mut self, array: &Expr, variable: &Expr, condition: &Expr) -> Option<Logic> {
        let array = self.subject(array)?.field;
        let Kind::Field(variable) = &variable.kind else {
            return None;
        };
        let variable = variable.trim_start_matches('$').to_owned();
        self.variables.push((variable, array));
        let logic = self.condition(condition);
        self.variables.pop();
        if !matches!(logic, Logic::Pred(_)) {
            self.losses.insert(Loss::LoopAsExists);
        }
        Some(logic)
    }

    /// `arrayCount(array, variable, condition) > n`: how many is lost, that there is one is not.
    pub(super) fn array_count(&mut self, left: &Expr, op: Operator, right: &Expr) -> Option<Logic> {
        let Kind::Call(call) = &left.kind else { return None };
        let (Some(bound), [array, variable, condition]) =
            (super::value::integer(right), call.args.as_slice())
        else {
            return None;
        };
        if call.name != "arraycount" {
            return None;
        }
        let at_least = match op {
            Operator::Gte | Operator::Eq => bound,
            Operator::Gt => bound.saturating_add(1),
            _ => return None,
        };
        let some = self.array_search(array, variable, condition)?;
        if at_least > 1 {
            self.losses.insert(Loss::LoopAsExists);
        }
        Some(if at_least > 0 { some } else { Logic::not(some) })
    }

    /// `indexOf(field, needle)` finds something.
    pub(super) fn found(&mut self, span: Span, field: String, needle: &Expr) -> Logic {
        match (literal(needle), self.subject(needle)) {
            (Some(needle), _) => {
                let predicate = Predicate::new(field, Operator::Contains, [needle.text], span);
                Logic::Pred(predicate.case_sensitive(true))
            }
            (None, Some(other)) if other.view.is_text() => {
                self.same_field(span, field, other.field, false, true)
            }
            _ => self.computed(span),
        }
    }

    /// `indexOf(field, needle)` compared with a number.
    pub(super) fn position(
        &mut self,
        span: Span,
        field: String,
        needle: &Expr,
        op: Operator,
        number: Option<i64>,
    ) -> Logic {
        let found = self.found(span, field, needle);
        let at_start = |found: &Logic| match found {
            Logic::Pred(predicate) if predicate.op == Operator::Contains => {
                let mut predicate = predicate.clone();
                predicate.op = Operator::StartsWith;
                Some(Logic::Pred(predicate))
            }
            _ => None,
        };
        match (op, number, at_start(&found)) {
            (Operator::Eq, Some(0), Some(start)) => start,
            (Operator::Gte, Some(..=0), _) | (Operator::Gt, Some(..0), _) => found,
            (Operator::Lt, Some(..=0), _) | (Operator::Eq | Operator::Lte, Some(..0), _) => Logic::not(found),
            (Operator::Gt, Some(0), Some(start)) | (Operator::Gte, Some(1), Some(start)) => {
                Logic::all([found, Logic::not(start)])
            }
            _ => {
                self.losses.insert(Loss::PartOfValue);
                found
            }
        }
    }
}

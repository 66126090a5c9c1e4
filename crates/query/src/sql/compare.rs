//! Comparisons of operands.

use sqlparser::ast::Expr;

use rule::{Logic, Loss, Operator, Predicate, Reason, Threshold};

use super::lowering::Lowering;
use super::operand::{Aggregate, Column, Operand, Part};

/// Columns that hold when an event happened or arrived: comparing them with a literal is a time window.
const TIME_COLUMNS: &[&str] = &[
    "p_event_time",
    "p_parse_time",
    "p_schedule_time",
    "event_time",
    "p_timeline",
];

impl Lowering<'_> {
    /// The logic of `left op right`.
    pub(super) fn compare(&mut self, left: &Operand, op: Operator, right: &Operand, at: &Expr) -> Logic {
        use Operand as O;
        match (left, right) {
            (O::Time | O::Rank, _) | (_, O::Time | O::Rank) => Logic::TRUE,
            (O::Branches(branches), other) => self.branches(branches, other, op, false, at),
            (other, O::Branches(branches)) => self.branches(branches, other, op, true, at),
            (O::Unknown, _) | (_, O::Unknown) => self.opaque(at, Reason::Computed),
            (O::First(parts), _) => self.first(parts, op, right, at),
            (_, O::First(parts)) => match mirrored(op) {
                Some(op) => self.first(parts, op, left, at),
                None => self.opaque(at, Reason::Computed),
            },
            (O::Column(column), O::List(items)) => self.one_of(column, op, items, at),
            (O::Column(column), O::Literal(text)) => self.with_literal(column, op, text, at),
            (O::Column(a), O::Column(b)) => self.two_columns(a, op, b, at),
            (O::Aggregate(aggregate), O::Literal(text)) => self.threshold(aggregate, op, text, at),
            (O::Aggregate(_), _) | (_, O::Aggregate(_)) => match (left, mirrored(op)) {
                (O::Literal(_), Some(op)) => self.compare(right, op, left, at),
                _ => self.opaque(at, Reason::Aggregate),
            },
            (O::Literal(a), O::Literal(b)) if op == Operator::Eq => {
                if a == b {
                    Logic::TRUE
                } else {
                    Logic::FALSE
                }
            }
            (O::Literal(_), O::List(items)) => {
                let parts: Vec<Logic> = items
                    .iter()
                    .map(|item| self.compare(item, op, left, at))
                    .collect();
                Logic::any(parts)
            }
            (O::Literal(_), O::Column(_) | O::Truth(_)) => match mirrored(op) {
                Some(op) => self.compare(right, op, left, at),
                None => self.opaque(at, Reason::Computed),
            },
            (O::Truth(logic), O::Literal(text)) => match (op, text.to_lowercase().as_str()) {
                (Operator::Eq, "true" | "1") | (Operator::Gt, "0") | (Operator::Gte, "1") => logic.clone(),
                (Operator::Eq, "false" | "0") | (Operator::Lt, "1") => Logic::not(logic.clone()),
                _ => self.opaque(at, Reason::Computed),
            },
            (O::List(parts), O::List(rows)) => self.rows(parts, rows, at),
            _ => self.opaque(at, Reason::Computed),
        }
    }

    /// A branch whose result passes is taken where its condition holds and none before it did.
    fn branches(
        &mut self,
        branches: &[(Logic, Operand)],
        other: &Operand,
        op: Operator,
        mirror: bool,
        at: &Expr,
    ) -> Logic {
        let nested = std::mem::replace(&mut self.nested, true);
        let mut result = Logic::FALSE;
        for (cond, value) in branches.iter().rev() {
            let passes = match (value, mirror) {
                (Operand::Null, _) => Logic::FALSE,
                (value, false) => self.compare(value, op, other, at),
                (value, true) => self.compare(other, op, value, at),
            };
            result = chosen(cond, passes, result);
        }
        self.nested = nested;
        result
    }

    fn first(&mut self, parts: &[Operand], op: Operator, other: &Operand, at: &Expr) -> Logic {
        self.losses.insert(Loss::FirstSource);
        match parts.first() {
            Some(first) => self.compare(first, op, other, at),
            None => self.opaque(at, Reason::Computed),
        }
    }

    fn one_of(&mut self, column: &Column, op: Operator, items: &[Operand], at: &Expr) -> Logic {
        let texts: Vec<String> = items
            .iter()
            .filter_map(Operand::literal)
            .map(str::to_owned)
            .collect();
        let mut parts = Vec::new();
        if !texts.is_empty() {
            parts.push(self.leaf(column, op, texts, at));
        }
        for item in items {
            match item {
                Operand::Literal(_) | Operand::Null => {}
                other => parts.push(self.compare(&Operand::Column(column.clone()), op, other, at)),
            }
        }
        Logic::any(parts)
    }

    fn with_literal(&mut self, column: &Column, op: Operator, text: &str, at: &Expr) -> Logic {
        let last = column.path.rsplit('.').next().unwrap_or_default();
        let is_time = TIME_COLUMNS.iter().any(|time| time.eq_ignore_ascii_case(last));
        let ordered = matches!(op, Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte);
        if is_time && ordered {
            return Logic::TRUE;
        }
        self.leaf(column, op, vec![text.to_owned()], at)
    }

    fn two_columns(&mut self, a: &Column, op: Operator, b: &Column, at: &Expr) -> Logic {
        let is_time = |column: &Column| {
            TIME_COLUMNS
                .iter()
                .any(|time| time.eq_ignore_ascii_case(&column.path))
        };
        if is_time(a) && is_time(b) {
            return Logic::TRUE;
        }
        if op != Operator::Eq || a.part != Part::Whole || b.part != Part::Whole {
            return self.opaque(at, Reason::Computed);
        }
        self.note(a);
        self.note(b);
        let predicate = Predicate::new(a.path.clone(), Operator::FieldEq, [b.path.clone()], self.span(at));
        Logic::Pred(predicate.case_sensitive(!a.fold_case && !b.fold_case))
    }

    /// A condition on an aggregate; under `or` and `not` it is no threshold of the whole.
    fn threshold(&mut self, aggregate: &Aggregate, op: Operator, text: &str, at: &Expr) -> Logic {
        if self.nested
            || matches!(
                op,
                Operator::Contains | Operator::StartsWith | Operator::EndsWith | Operator::RegexMatch
            )
        {
            return self.opaque(at, Reason::Aggregate);
        }
        let span = self.span(at);
        self.thresholds.push(Threshold {
            of: aggregate.of.clone(),
            by: aggregate.by.clone(),
            ..Threshold::new(aggregate.function.clone(), op, text.to_owned(), span)
        });
        Logic::TRUE
    }

    fn rows(&mut self, parts: &[Operand], rows: &[Operand], at: &Expr) -> Logic {
        let mut any = Vec::new();
        for row in rows {
            let Operand::List(values) = row else {
                return self.opaque(at, Reason::Computed);
            };
            let pairs: Vec<Logic> = parts
                .iter()
                .zip(values)
                .map(|(part, value)| self.compare(part, Operator::Eq, value, at))
                .collect();
            any.push(Logic::all(pairs));
        }
        Logic::any(any)
    }

    /// Notes what is lost by comparing a column.
    pub(super) fn note(&mut self, column: &Column) {
        if column.renamed {
            self.losses.insert(Loss::FirstSource);
        }
        if matches!(
            column.part,
            Part::Start(_) | Part::End(_) | Part::Inside | Part::Found(_)
        ) {
            self.losses.insert(Loss::PartOfValue);
        }
        if column.path.contains("[*]") {
            self.losses.insert(Loss::LoopAsExists);
        }
    }

    /// A predicate on a column.
    pub(super) fn leaf(&mut self, column: &Column, op: Operator, texts: Vec<String>, at: &Expr) -> Logic {
        self.note(column);
        let span = self.span(at);
        let seen = match &column.part {
            Part::Whole => Some((op, texts)),
            Part::Length => {
                let each = texts
                    .iter()
                    .map(|text| Logic::Pred(Predicate::length(column.path.clone(), op, text, span)));
                return Logic::any(each.collect::<Vec<_>>());
            }
            Part::Count(pattern) => return self.counted(column, op, &texts, &pattern.clone(), at),
            part => seen_through(part, op, texts),
        };
        let Some((op, texts)) = seen else {
            return self.opaque(at, Reason::Computed);
        };
        let ordered = matches!(op, Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte);
        let predicate = Predicate::new(column.path.clone(), op, texts, span);
        Logic::Pred(predicate.case_sensitive(!column.fold_case && !ordered))
    }

    /// `regexp_count(column, pattern) > 0`: whether the expression matches at all.
    fn counted(
        &mut self,
        column: &Column,
        op: Operator,
        texts: &[String],
        pattern: &str,
        at: &Expr,
    ) -> Logic {
        let number = texts.first().map(String::as_str).unwrap_or_default();
        let found = match (op, number) {
            (Operator::Gt, "0") | (Operator::Gte, "1") => true,
            (Operator::Eq | Operator::Lte, "0") | (Operator::Lt, "1") => false,
            _ => return self.opaque(at, Reason::Computed),
        };
        let predicate = Predicate::new(
            column.path.clone(),
            Operator::RegexMatch,
            [pattern],
            self.span(at),
        );
        let logic = Logic::Pred(predicate.case_sensitive(!column.fold_case));
        if found { logic } else { Logic::not(logic) }
    }
}

/// `then` where the condition holds, `otherwise` elsewhere.
fn chosen(cond: &Logic, then: Logic, otherwise: Logic) -> Logic {
    match (
        then.is_true(),
        then.is_false(),
        otherwise.is_true(),
        otherwise.is_false(),
    ) {
        _ if cond.is_true() => then,
        (_, true, _, true) => Logic::FALSE,
        (true, _, true, _) => Logic::TRUE,
        (true, _, _, _) => Logic::any([cond.clone(), otherwise]),
        (_, true, _, _) => Logic::all([Logic::not(cond.clone()), otherwise]),
        (_, _, _, true) => Logic::all([cond.clone(), then]),
        (_, _, true, _) => Logic::any([Logic::not(cond.clone()), then]),
        _ => Logic::any([
            Logic::all([cond.clone(), then]),
            Logic::all([Logic::not(cond.clone()), otherwise]),
        ]),
    }
}

/// The operator with its sides exchanged, if it compares.
fn mirrored(op: Operator) -> Option<Operator> {
    (op == Operator::Eq || op.opposite().is_some()).then(|| op.mirrored())
}

/// The operator on the whole value that comes closest to one on a part of it, and its values.
fn seen_through(part: &Part, op: Operator, texts: Vec<String>) -> Option<(Operator, Vec<String>)> {
    use Operator::{Contains, EndsWith, Eq, RegexMatch, StartsWith};
    match (part, op) {
        (Part::Start(Some(separator)), Eq) => Some((
            StartsWith,
            texts.iter().map(|text| format!("{text}{separator}")).collect(),
        )),
        (Part::Start(None), Eq | StartsWith) | (Part::Start(Some(_)), StartsWith) => {
            Some((StartsWith, texts))
        }
        (Part::End(Some(separator)), Eq) => Some((
            EndsWith,
            texts.iter().map(|text| format!("{separator}{text}")).collect(),
        )),
        (Part::End(Some(separator)), StartsWith) => Some((
            Contains,
            texts.iter().map(|text| format!("{separator}{text}")).collect(),
        )),
        (Part::End(None), Eq | EndsWith) | (Part::End(Some(_)), EndsWith) => Some((EndsWith, texts)),
        (_, RegexMatch) => Some((RegexMatch, texts)),
        (_, Eq | StartsWith | EndsWith | Contains) => Some((Contains, texts)),
        _ => None,
    }
}

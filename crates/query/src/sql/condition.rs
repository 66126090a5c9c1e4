//! Conditions to logic.

use sqlparser::ast::{BinaryOperator, Expr, Function, InTarget, Query, SetExpr, TableFactor, UnaryOperator};

use rule::{Logic, Operator, Predicate, Quantifier, Reason};

use super::call;
use super::lowering::Lowering;
use super::operand::{Column, Operand, Part};
use super::scope::Scope;
use crate::Pattern;

/// The parts of a condition that must all hold.
pub(super) fn conjuncts(expr: &Expr) -> Vec<&Expr> {
    chain(expr, &BinaryOperator::And)
}

/// The parts of a chain of one operator, in order.
fn chain<'e>(expr: &'e Expr, of: &BinaryOperator) -> Vec<&'e Expr> {
    let mut parts = Vec::new();
    let mut left = vec![expr];
    while let Some(expr) = left.pop() {
        match expr {
            Expr::BinaryOp {
                left: a,
                op,
                right: b,
            } if op == of => left.extend([&**b, &**a]),
            Expr::Nested(inner) if matches!(&**inner, Expr::BinaryOp { op, .. } if op == of) => {
                left.push(inner)
            }
            other => parts.push(other),
        }
    }
    parts
}

impl Lowering<'_> {
    /// The logic of a condition.
    pub(super) fn condition(&mut self, expr: &Expr, scope: &Scope) -> Logic {
        if !self.depth.enter() {
            return self.opaque(expr, Reason::TooDeep);
        }
        let logic = self.lower(expr, scope);
        self.depth.leave();
        logic
    }

    fn lower(&mut self, expr: &Expr, scope: &Scope) -> Logic {
        match expr {
            Expr::Nested(inner) => self.condition(inner, scope),
            Expr::BinaryOp {
                op: BinaryOperator::And,
                ..
            } => {
                let parts = chain(expr, &BinaryOperator::And);
                Logic::all(
                    parts
                        .into_iter()
                        .map(|part| self.condition(part, scope))
                        .collect::<Vec<_>>(),
                )
            }
            Expr::BinaryOp {
                op: BinaryOperator::Or,
                ..
            } => {
                let nested = std::mem::replace(&mut self.nested, true);
                let parts = chain(expr, &BinaryOperator::Or);
                let parts: Vec<Logic> = parts
                    .into_iter()
                    .map(|part| self.condition(part, scope))
                    .collect();
                self.nested = nested;
                Logic::any(parts)
            }
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right, Some(expr), scope),
            Expr::UnaryOp {
                op: UnaryOperator::Not | UnaryOperator::BangNot,
                expr: inner,
            } => self.negated(|it| it.condition(inner, scope)),
            Expr::IsNull(inner) => self.present(inner, expr, scope, true),
            Expr::IsNotNull(inner) => self.present(inner, expr, scope, false),
            Expr::IsTrue(inner) | Expr::IsNotFalse(inner) => self.condition(inner, scope),
            Expr::IsFalse(inner) | Expr::IsNotTrue(inner) => self.negated(|it| it.condition(inner, scope)),
            Expr::IsDistinctFrom(a, b) => {
                self.negated(|it| it.binary(a, &BinaryOperator::Eq, b, Some(expr), scope))
            }
            Expr::IsNotDistinctFrom(a, b) => self.binary(a, &BinaryOperator::Eq, b, Some(expr), scope),
            Expr::In {
                expr: inner,
                target,
                negated,
                ..
            } => self.maybe_not(*negated, |it| it.member(inner, target, expr, scope)),
            Expr::Between {
                expr: inner,
                negated,
                low,
                high,
            } => self.maybe_not(*negated, |it| {
                let from = it.binary(inner, &BinaryOperator::GtEq, low, Some(expr), scope);
                let to = it.binary(inner, &BinaryOperator::LtEq, high, Some(expr), scope);
                Logic::all([from, to])
            }),
            Expr::Like {
                negated,
                expr: inner,
                pattern,
                escape_char,
                ..
            } => {
                let escape = escape_char.as_deref();
                self.maybe_not(*negated, |it| it.like(inner, pattern, escape, true, expr, scope))
            }
            Expr::ILike {
                negated,
                expr: inner,
                pattern,
                escape_char,
                ..
            } => {
                let escape = escape_char.as_deref();
                self.maybe_not(*negated, |it| it.like(inner, pattern, escape, false, expr, scope))
            }
            Expr::RLike {
                negated,
                expr: inner,
                pattern,
                ..
            }
            | Expr::SimilarTo {
                negated,
                expr: inner,
                pattern,
                ..
            } => self.maybe_not(*negated, |it| it.regex(inner, pattern, None, expr, scope)),
            Expr::Exists { subquery, negated } => {
                self.maybe_not(*negated, |it| it.exists(subquery, expr, scope))
            }
            Expr::AnyOp {
                left,
                compare_op,
                right,
                ..
            } => self.binary(left, compare_op, right, Some(expr), scope),
            Expr::Function(function) => self
                .predicate_function(function, expr, scope)
                .unwrap_or_else(|| self.value_as_condition(expr, scope)),
            Expr::Value(_) | Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::JsonAccess { .. } => {
                self.value_as_condition(expr, scope)
            }
            Expr::CompoundFieldAccess { .. } | Expr::Cast { .. } | Expr::Case { .. } => {
                self.value_as_condition(expr, scope)
            }
            other => self.opaque(other, Reason::Unsupported),
        }
    }

    fn negated(&mut self, lower: impl FnOnce(&mut Self) -> Logic) -> Logic {
        let nested = std::mem::replace(&mut self.nested, true);
        let logic = lower(self);
        self.nested = nested;
        // What says nothing says nothing when it is denied.
        if logic.is_true() {
            Logic::TRUE
        } else {
            Logic::not(logic)
        }
    }

    fn maybe_not(&mut self, negated: bool, lower: impl FnOnce(&mut Self) -> Logic) -> Logic {
        if negated { self.negated(lower) } else { lower(self) }
    }

    /// Two expressions compared; `whole` is the comparison as it stands, if it does.
    pub(super) fn binary(
        &mut self,
        left: &Expr,
        op: &BinaryOperator,
        right: &Expr,
        whole: Option<&Expr>,
        scope: &Scope,
    ) -> Logic {
        let at = whole.unwrap_or(left);
        let operator = match op {
            BinaryOperator::Eq | BinaryOperator::Spaceship => Operator::Eq,
            BinaryOperator::NotEq => {
                return self.negated(|it| it.binary(left, &BinaryOperator::Eq, right, whole, scope));
            }
            BinaryOperator::Gt => Operator::Gt,
            BinaryOperator::GtEq => Operator::Gte,
            BinaryOperator::Lt => Operator::Lt,
            BinaryOperator::LtEq => Operator::Lte,
            BinaryOperator::PGRegexMatch => return self.regex(left, right, None, at, scope),
            BinaryOperator::PGRegexIMatch => return self.regex(left, right, Some("i"), at, scope),
            _ => return self.opaque(at, Reason::Unsupported),
        };
        let (a, b) = (self.operand(left, scope), self.operand(right, scope));
        self.compare(&a, operator, &b, at)
    }

    fn present(&mut self, inner: &Expr, whole: &Expr, scope: &Scope, absent: bool) -> Logic {
        let found = match self.operand(inner, scope) {
            Operand::Column(column) => self.column_present(&column, whole),
            Operand::First(parts) => Logic::any(parts.into_iter().filter_map(|part| match part {
                Operand::Column(column) => Some(self.column_present(&column, whole)),
                _ => None,
            })),
            Operand::Time | Operand::Rank => return Logic::TRUE,
            _ => return self.opaque(whole, Reason::Computed),
        };
        if absent { Logic::not(found) } else { found }
    }

    fn column_present(&mut self, column: &Column, at: &Expr) -> Logic {
        self.note(column);
        match &column.part {
            Part::Found(pattern) => self.leaf(column, Operator::RegexMatch, vec![pattern.clone()], at),
            _ => Logic::Pred(Predicate::exists(column.path.clone(), self.span(at))),
        }
    }

    fn member(&mut self, inner: &Expr, target: &InTarget, whole: &Expr, scope: &Scope) -> Logic {
        let value = self.operand(inner, scope);
        match target {
            InTarget::List(items) => {
                let items: Vec<Operand> = items.iter().map(|item| self.operand(item, scope)).collect();
                self.compare(&value, Operator::Eq, &Operand::List(items), whole)
            }
            InTarget::Subquery(query) => {
                let name = table_of(&query.body).unwrap_or_else(|| "subquery".to_owned());
                self.looked_up(&value, &name, whole)
            }
            InTarget::Unnest(list) => {
                let list = self.operand(list, scope);
                self.compare(&value, Operator::Eq, &list, whole)
            }
            InTarget::Table { .. } => {
                let name = whole.to_string();
                let name = name.rsplit(' ').next().unwrap_or_default().to_owned();
                self.looked_up(&value, &name, whole)
            }
        }
    }

    /// `EXISTS (SELECT … FROM t WHERE t.key = key)`: the key is in the table.
    fn exists(&mut self, subquery: &Query, whole: &Expr, scope: &Scope) -> Logic {
        let SetExpr::Select(select) = &*subquery.body else {
            return self.opaque(whole, Reason::Unsupported);
        };
        let Some(table) = table_of(&subquery.body) else {
            return self.opaque(whole, Reason::Unsupported);
        };
        let mut keys = Vec::new();
        for part in select.selection.iter().flat_map(conjuncts) {
            if let Expr::BinaryOp {
                left,
                op: BinaryOperator::Eq,
                right,
            } = part
            {
                let outer = [left, right].into_iter().find(|side| is_outer(side, scope));
                let key = outer.map(|side| self.operand(side, scope));
                keys.extend(key.map(|key| self.looked_up(&key, &table, whole)));
            }
        }
        if keys.is_empty() {
            return self.opaque(whole, Reason::Unsupported);
        }
        Logic::all(keys)
    }

    fn looked_up(&mut self, value: &Operand, name: &str, whole: &Expr) -> Logic {
        match value {
            Operand::Column(column) => {
                self.note(column);
                let predicate =
                    Predicate::new(column.path.clone(), Operator::Lookup, [name], self.span(whole));
                Logic::Pred(predicate)
            }
            Operand::First(parts) => match parts.first() {
                Some(first) => self.looked_up(&first.clone(), name, whole),
                None => self.opaque(whole, Reason::Computed),
            },
            _ => self.opaque(whole, Reason::Computed),
        }
    }

    fn like(
        &mut self,
        inner: &Expr,
        pattern: &Expr,
        escape: Option<&Expr>,
        cased: bool,
        whole: &Expr,
        scope: &Scope,
    ) -> Logic {
        let escape = escape.and_then(|escape| match self.operand(escape, scope) {
            Operand::Literal(text) => text.chars().next(),
            _ => None,
        });
        let patterns = match self.operand(pattern, scope) {
            Operand::Literal(text) => vec![text],
            Operand::List(parts) => parts
                .iter()
                .filter_map(Operand::literal)
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        };
        let patterns: Vec<Pattern> = patterns.iter().map(|text| like_pattern(text, escape)).collect();
        if patterns.is_empty() {
            return self.opaque(whole, Reason::Computed);
        }
        let value = self.operand(inner, scope);
        self.patterns(&value, &patterns, cased, whole)
    }

    fn patterns(&mut self, value: &Operand, patterns: &[Pattern], cased: bool, whole: &Expr) -> Logic {
        match value {
            Operand::Column(column) if matches!(column.part, Part::Whole) => {
                self.note(column);
                let span = self.span(whole);
                let cased = cased && !column.fold_case;
                Pattern::fold_all(&column.path, patterns, Quantifier::Any, cased, |_| span)
            }
            Operand::First(parts) if !parts.is_empty() => {
                self.losses.insert(rule::Loss::FirstSource);
                self.patterns(&parts[0].clone(), patterns, cased, whole)
            }
            Operand::Column(column) => {
                let each = patterns.iter().map(|pattern| {
                    let (op, text) = pattern.fold();
                    self.leaf(column, op, text.into_iter().collect(), whole)
                });
                Logic::any(each.collect::<Vec<_>>())
            }
            _ => self.opaque(whole, Reason::Computed),
        }
    }

    /// `regexp_like(subject, pattern, flags)`.
    fn regex(
        &mut self,
        subject: &Expr,
        pattern: &Expr,
        flags: Option<&str>,
        whole: &Expr,
        scope: &Scope,
    ) -> Logic {
        let pattern = self.operand(pattern, scope);
        let mut subject = self.operand(subject, scope);
        let ignore_case = flags.is_some_and(|flags| flags.contains('i'));
        if ignore_case {
            subject = subject.map(&|mut column| {
                column.fold_case = true;
                Operand::Column(column)
            });
        }
        let texts: Vec<String> = match pattern {
            Operand::Literal(text) => vec![text],
            Operand::List(parts) => parts
                .iter()
                .filter_map(Operand::literal)
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        };
        if texts.is_empty() {
            return self.opaque(whole, Reason::Computed);
        }
        // The flag is a part of what the expression means.
        let texts = texts
            .into_iter()
            .map(|text| match ignore_case && !text.starts_with("(?i)") {
                true => format!("(?i){text}"),
                false => text,
            });
        let texts: Vec<Operand> = texts.map(Operand::Literal).collect();
        self.compare(&subject, Operator::RegexMatch, &Operand::List(texts), whole)
    }

    /// Functions that give a truth value.
    pub(super) fn predicate_function(
        &mut self,
        function: &Function,
        whole: &Expr,
        scope: &Scope,
    ) -> Option<Logic> {
        let name = call::name(function);
        let args = call::expressions(function);
        let logic = match (name.as_str(), args.as_slice()) {
            ("regexp_like" | "rlike" | "regexp", [subject, pattern, flags @ ..]) => {
                let flags = flags.first().map(|flags| self.operand(flags, scope));
                let flags = flags.as_ref().and_then(Operand::literal).map(str::to_owned);
                self.regex(subject, pattern, flags.as_deref(), whole, scope)
            }
            ("contains", [within, part]) => self.applied(within, Operator::Contains, part, whole, scope),
            ("startswith" | "starts_with", [within, part]) => {
                self.applied(within, Operator::StartsWith, part, whole, scope)
            }
            ("endswith" | "ends_with", [within, part]) => {
                self.applied(within, Operator::EndsWith, part, whole, scope)
            }
            ("array_contains", [item, list]) => self.array_contains(item, list, whole, scope),
            ("arrays_overlap" | "array_intersection", [a, b]) => self.overlap(a, b, whole, scope),
            ("equal_null", [a, b]) => self.binary(a, &BinaryOperator::Eq, b, Some(whole), scope),
            ("like", [a, pattern, ..]) => self.like(a, pattern, None, true, whole, scope),
            ("ilike", [a, pattern, ..]) => self.like(a, pattern, None, false, whole, scope),
            _ if name.starts_with("p_occurs") => Logic::TRUE,
            _ => return None,
        };
        Some(logic)
    }

    fn applied(&mut self, within: &Expr, op: Operator, part: &Expr, whole: &Expr, scope: &Scope) -> Logic {
        let (within, part) = (self.operand(within, scope), self.operand(part, scope));
        self.compare(&within, op, &part, whole)
    }

    /// `array_contains(item, list)`: an element is equal.
    fn array_contains(&mut self, item: &Expr, list: &Expr, whole: &Expr, scope: &Scope) -> Logic {
        let (item, list) = (self.operand(item, scope), self.operand(list, scope));
        let list = match list {
            Operand::List(_) => return self.compare(&item, Operator::Eq, &list, whole),
            other => other.map(&|column| Operand::Column(column.element("*"))),
        };
        self.compare(&list, Operator::Eq, &item, whole)
    }

    fn overlap(&mut self, a: &Expr, b: &Expr, whole: &Expr, scope: &Scope) -> Logic {
        let element = |operand: Operand| operand.map(&|column| Operand::Column(column.element("*")));
        match (self.operand(a, scope), self.operand(b, scope)) {
            (Operand::List(items), list) | (list, Operand::List(items)) => {
                self.compare(&element(list), Operator::Eq, &Operand::List(items), whole)
            }
            (a, b) => self.compare(&element(a), Operator::Eq, &element(b), whole),
        }
    }

    /// A column or another value that is itself the condition.
    fn value_as_condition(&mut self, expr: &Expr, scope: &Scope) -> Logic {
        match self.operand(expr, scope) {
            Operand::Literal(text) if text.eq_ignore_ascii_case("true") || text == "1" => Logic::TRUE,
            Operand::Literal(text) if text.eq_ignore_ascii_case("false") || text == "0" => Logic::FALSE,
            Operand::Truth(logic) => logic,
            Operand::Time => Logic::TRUE,
            operand => self.compare(&operand, Operator::Eq, &Operand::Literal("true".to_owned()), expr),
        }
    }
}

/// `%` is any run and `_` any character; the escape character takes the next one as it is.
fn like_pattern(text: &str, escape: Option<char>) -> Pattern {
    let mut pattern = Pattern::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            c if Some(c) == escape => chars.next().into_iter().for_each(|c| pattern.push(c)),
            '%' => pattern.push_any_run(),
            '_' => pattern.push_any_one(),
            c => pattern.push(c),
        }
    }
    pattern
}

/// Whether a column is qualified by a source of the outer query.
fn is_outer(expr: &Expr, scope: &Scope) -> bool {
    match expr {
        Expr::CompoundIdentifier(parts) => parts.first().is_some_and(|first| {
            let first = first.value.to_lowercase();
            scope.sources.iter().any(|(alias, _)| *alias == first)
        }),
        Expr::JsonAccess { value, .. } | Expr::Cast { expr: value, .. } => is_outer(value, scope),
        _ => false,
    }
}

/// The table a subquery reads.
fn table_of(body: &SetExpr) -> Option<String> {
    match body {
        SetExpr::Select(select) => match &select.from.first()?.relation {
            TableFactor::Table { name, .. } => Some(name.to_string()),
            _ => None,
        },
        SetExpr::Query(query) => table_of(&query.body),
        SetExpr::SetOperation { left, .. } => table_of(left),
        _ => None,
    }
}

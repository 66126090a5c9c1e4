//! Conditions to logic.

use rule::{Logic, Operator as Op, Predicate, Reason, Span};

use super::Lowerer;
use super::flow::Columns;
use super::lowered::Lowered;
use super::scalar::{Field, Scalar};
use crate::kusto::ast::{Argument, Comparison, Expr, Junction, Kind, Literal};

/// The private IPv4 networks that `ipv4_is_private` knows
/// (<https://learn.microsoft.com/kusto/query/ipv4-is-private-function>).
const PRIVATE_NETWORKS: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/// Functions that are conditions.
const TESTS: &[&str] = &[
    "not",
    "isempty",
    "isnull",
    "isnotempty",
    "isnotnull",
    "notempty",
    "notnull",
    "ipv4_is_private",
    "ipv4_is_in_range",
    "ipv4_is_in_any_range",
    "ipv4_is_match",
    "ipv6_is_in_range",
    "ipv6_is_in_any_range",
    "ipv6_is_match",
    "has_ipv4",
    "has_any_ipv4",
    "has_ipv4_prefix",
    "has_any_ipv4_prefix",
    "set_has_element",
    "isnan",
    "isinf",
    "isascii",
    "isutf8",
];

/// Equality that minds case.
const EQUAL: Comparison = Comparison {
    op: Op::Eq,
    negated: false,
    cased: true,
    all: false,
};

/// A comparison that knows no case.
const HOLDS: Comparison = Comparison {
    cased: false,
    ..EQUAL
};

/// Whether a function is a condition.
pub(super) fn is_test(name: &str) -> bool {
    TESTS.contains(&name)
}

impl Lowerer<'_> {
    /// What a condition says about a row with the given columns.
    pub(super) fn condition(&mut self, expr: &Expr, row: &Columns) -> Lowered {
        if !self.spend(1) || !self.depth.enter() {
            return Lowered::opaque(self.text, Reason::TooDeep, expr.span);
        }
        let lowered = match &expr.kind {
            Kind::Junction(junction, parts) => {
                let parts = parts.iter().map(|part| self.condition(part, row)).collect();
                match junction {
                    Junction::And => Lowered::all(parts),
                    Junction::Or => Lowered::any(parts, self.text),
                }
            }
            Kind::Compare(comparison, left, right) => {
                self.comparison(*comparison, left, right, expr.span, row)
            }
            Kind::Between(negated, value, limits) => self.between(*negated, value, limits, expr.span, row),
            Kind::Call(name, arguments) if is_test(name) => self.test(name, arguments, expr.span, row),
            Kind::Call(name, arguments) if matches!(name.as_str(), "iff" | "iif") && arguments.len() == 3 => {
                self.choice(arguments, row)
            }
            Kind::Broken => Lowered::opaque(self.text, Reason::Syntax, expr.span),
            Kind::TooDeep => Lowered::opaque(self.text, Reason::TooDeep, expr.span),
            _ => {
                let value = self.eval(expr, row);
                self.truth(value, expr)
            }
        };
        self.depth.leave();
        lowered
    }

    /// A bare value as a condition.
    fn truth(&mut self, value: Scalar, expr: &Expr) -> Lowered {
        let why = match (&value, &expr.kind) {
            (Scalar::Condition(condition), _) => return (**condition).clone(),
            (Scalar::Constant(constant), Kind::Literal(literal)) if literal.is_string => {
                let values = constant.values.iter().map(|literal| literal.text.clone());
                return Lowered::logic(Logic::Pred(Predicate::new("", Op::Keyword, values, expr.span)));
            }
            (Scalar::Constant(_) | Scalar::Time, _) => return Lowered::nothing(),
            (Scalar::Field(field), _) => {
                return self.predicate(field, HOLDS, Op::Eq, vec!["true".to_owned()], expr.span);
            }
            (Scalar::Cases(cases), _) => {
                let cases = cases.clone();
                return self.cases_match(&cases, expr.span, &|_, value| value.text == "true");
            }
            (Scalar::Aggregate(_), _) => Reason::Aggregate,
            (Scalar::Lookup(_), Kind::Call(..)) => Reason::Unsupported,
            (_, Kind::Call(name, _)) if super::functions::family(name).is_none() => Reason::Unsupported,
            _ => Reason::Computed,
        };
        Lowered::opaque(self.text, why, expr.span)
    }

    fn between(
        &mut self,
        negated: bool,
        value: &Expr,
        limits: &(Expr, Expr),
        span: Span,
        row: &Columns,
    ) -> Lowered {
        let bound = |op| Comparison {
            op,
            negated: false,
            cased: false,
            all: false,
        };
        let value = self.eval(value, row);
        let low = self.eval(&limits.0, row);
        let high = self.eval(&limits.1, row);
        if [&value, &low, &high]
            .iter()
            .any(|side| matches!(side, Scalar::Time))
        {
            return Lowered::nothing();
        }
        let parts = vec![
            self.compare(bound(Op::Gte), value.clone(), vec![low], span),
            self.compare(bound(Op::Lte), value, vec![high], span),
        ];
        let whole = Lowered::all(parts);
        if negated { whole.negated(self.text) } else { whole }
    }

    /// A function that is a condition.
    fn test(&mut self, name: &str, arguments: &[Argument], span: Span, row: &Columns) -> Lowered {
        let Some(first) = arguments.first().map(|argument| &argument.value) else {
            return Lowered::opaque(self.text, Reason::Syntax, span);
        };
        match name {
            "not" => self.condition(first, row).negated(self.text),
            "isempty" | "isnull" => {
                let present = self.presence(first, span, row);
                present.negated(self.text)
            }
            "isnotempty" | "isnotnull" | "notempty" | "notnull" => self.presence(first, span, row),
            "ipv4_is_private" => {
                let values = PRIVATE_NETWORKS.map(str::to_owned).to_vec();
                match self.eval(first, row) {
                    Scalar::Field(field) => self.predicate(&field, HOLDS, Op::CidrMatch, values, span),
                    Scalar::Constant(_) => Lowered::nothing(),
                    _ => Lowered::opaque(self.text, Reason::Computed, span),
                }
            }
            "set_has_element" => self.member(first, &arguments[1..], EQUAL, span, row),
            _ if name.starts_with("ipv") => self.in_network(name, arguments, span, row),
            _ if name.starts_with("has_") => {
                let op = Op::Match;
                self.member(first, &arguments[1..], Comparison { op, ..HOLDS }, span, row)
            }
            _ => Lowered::opaque(self.text, Reason::Unsupported, span),
        }
    }

    /// `ipv4_is_match(address, network, prefix)` and its kin; either side may be the network.
    fn in_network(&mut self, name: &str, arguments: &[Argument], span: Span, row: &Columns) -> Lowered {
        let mut sides: Vec<Scalar> = arguments
            .iter()
            .map(|argument| self.eval(&argument.value, row))
            .collect();
        if name.ends_with("_is_match") {
            if matches!(sides.first(), Some(Scalar::Constant(_))) && sides.len() > 1 {
                sides.swap(0, 1);
            }
            if let Some(prefix) = sides
                .get(2)
                .and_then(Scalar::single)
                .map(|prefix| prefix.text.clone())
            {
                sides.truncate(2);
                if let Some(network) = sides.get_mut(1) {
                    *network = with_prefix(network, &prefix);
                }
            }
        }
        let op = Op::CidrMatch;
        let value = sides.remove(0);
        self.compare(Comparison { op, ..HOLDS }, value, sides, span)
    }

    fn member(
        &mut self,
        value: &Expr,
        set: &[Argument],
        comparison: Comparison,
        span: Span,
        row: &Columns,
    ) -> Lowered {
        let value = self.eval(value, row);
        let set = set
            .iter()
            .map(|argument| self.eval(&argument.value, row))
            .collect();
        self.compare(comparison, value, set, span)
    }

    /// `isnotempty(x)`.
    fn presence(&mut self, expr: &Expr, span: Span, row: &Columns) -> Lowered {
        match self.eval(expr, row) {
            Scalar::Field(field) if super::functions::is_time_column(field.told()) => Lowered::nothing(),
            Scalar::Field(field) => self.about(&field, Logic::Pred(Predicate::exists(field.shown(), span))),
            Scalar::Cases(cases) => self.cases_match(&cases, span, &|_, value| !value.text.is_empty()),
            Scalar::Computed => Lowered::opaque(self.text, Reason::Computed, span),
            _ => Lowered::nothing(),
        }
    }

    /// `iff(a, b, c)` as a condition: `a and b or not a and c`.
    fn choice(&mut self, arguments: &[Argument], row: &Columns) -> Lowered {
        let [condition, then, otherwise] = arguments else {
            return Lowered::nothing();
        };
        let condition = self.condition(&condition.value, row);
        let then = self.branch(&then.value, row);
        let otherwise = self.branch(&otherwise.value, row);
        let unless = condition.clone().negated(self.text);
        let arms = vec![
            Lowered::all(vec![condition, then]),
            Lowered::all(vec![unless, otherwise]),
        ];
        Lowered::any(arms, self.text)
    }

    /// A branch of a choice, in which `true` and `false` decide.
    fn branch(&mut self, expr: &Expr, row: &Columns) -> Lowered {
        match &expr.kind {
            Kind::Literal(literal) if literal.text == "true" => Lowered::logic(Logic::TRUE),
            Kind::Literal(literal) if literal.text == "false" => Lowered::logic(Logic::FALSE),
            _ => self.condition(expr, row),
        }
    }

    /// Logic about one field, with what is lost in naming it.
    pub(super) fn about(&self, field: &Field, mut logic: Logic) -> Lowered {
        // Which field of the event that is, and whether all of it.
        logic.for_each_predicate_mut(|predicate| {
            predicate.alias_of = field.origin().map(str::to_owned);
            predicate.part = field.part;
        });
        let mut lowered = Lowered::logic(logic);
        lowered.losses.clone_from(&field.losses);
        lowered.steps.extend(field.step);
        lowered
    }
}

/// A network written as address and prefix length.
fn with_prefix(network: &Scalar, prefix: &str) -> Scalar {
    match network.single() {
        Some(address) => Scalar::constants(vec![Literal {
            text: format!("{}/{prefix}", address.text),
            is_string: true,
        }]),
        None => network.clone(),
    }
}

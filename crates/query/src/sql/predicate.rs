//! Functions that are conditions.

use sqlparser::ast::{BinaryOperator, Expr, Function};

use rule::{Logic, Operator};

use super::call;
use super::lowering::Lowering;
use super::operand::Operand;
use super::scope::Scope;

impl Lowering<'_> {
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
}

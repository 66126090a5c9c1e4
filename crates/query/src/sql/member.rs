//! Membership in lists and in what subqueries find.

use sqlparser::ast::{BinaryOperator, Expr, InTarget, Query, SetExpr, TableFactor};

use rule::{Logic, Operator, Predicate, Reason};

use super::condition::conjuncts;
use super::lowering::Lowering;
use super::operand::Operand;
use super::scope::Scope;

impl Lowering<'_> {
    pub(super) fn member(&mut self, inner: &Expr, target: &InTarget, whole: &Expr, scope: &Scope) -> Logic {
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
    pub(super) fn exists(&mut self, subquery: &Query, whole: &Expr, scope: &Scope) -> Logic {
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

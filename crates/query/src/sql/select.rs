//! A select: sources, their conditions, and the columns it gives.

use sqlparser::ast::{Expr, GroupByExpr, Select, SelectItem};

use rule::{Logic, Relation};

use super::condition::conjuncts;
use super::lowering::Lowering;
use super::operand::{Column, Operand};
use super::query::{Answer, Ctes};
use super::scope::{Columns, Scope};
use super::source::Sources;

impl Lowering<'_> {
    pub(super) fn select(&mut self, select: &Select, ctes: &Ctes<'_>) -> Answer {
        let mut sources = Sources::default();
        let mut scope = Scope::default();
        for table in &select.from {
            self.source(&table.relation, &mut sources, &mut scope, ctes);
            for join in &table.joins {
                self.joined(join, &mut sources, &mut scope, ctes);
            }
        }
        if sources.answer.steps.is_empty() {
            sources.answer = Answer::of(Logic::TRUE);
        }
        scope.by = self.grouping(&select.group_by, &scope);
        let columns = self.columns(&select.projection, &mut scope);
        let conditions = sources.on.clone().into_iter();
        let conditions = conditions.chain(&select.prewhere).chain(&select.selection);
        let conditions: Vec<&Expr> = conditions.chain(&select.having).chain(&select.qualify).collect();
        for condition in conditions {
            for part in conjuncts(condition) {
                self.conjunct(part, &mut sources, &scope);
            }
        }
        let mut answer = sources.answer;
        answer.columns = columns;
        answer
    }

    /// A part of the condition goes to the source it speaks of.
    fn conjunct(&mut self, part: &Expr, sources: &mut Sources<'_>, scope: &Scope) {
        if let Some((left, right)) = self.join_key(part, scope) {
            for key in [left, right] {
                if !sources.answer.by.contains(&key) {
                    sources.answer.by.push(key);
                }
            }
            return;
        }
        if let Some(at) = self.absence(part, scope)
            && let Some(source) = sources.each.get(at).filter(|source| source.outer)
        {
            let steps = source.steps.clone();
            sources.answer.steps[steps]
                .iter_mut()
                .for_each(|step| step.absent = true);
            return;
        }
        self.nested = false;
        let logic = self.condition(part, scope);
        if logic.is_true() {
            return;
        }
        let at = self.spoken_of(part, scope).and_then(|at| sources.each.get(at));
        match at {
            Some(source) if sources.answer.relation != Relation::Union => {
                let step = source.steps.start;
                sources.answer.restrict(&logic, Some(step));
            }
            _ => sources.answer.restrict(&logic, None),
        }
    }

    /// `a.x = b.y` between two sources.
    fn join_key(&mut self, part: &Expr, scope: &Scope) -> Option<(String, String)> {
        let Expr::BinaryOp { left, op, right } = part else {
            return None;
        };
        if *op != sqlparser::ast::BinaryOperator::Eq {
            return None;
        }
        match (self.operand(left, scope), self.operand(right, scope)) {
            (Operand::Column(a), Operand::Column(b))
                if a.source.is_some() && b.source.is_some() && a.source != b.source =>
            {
                Some((a.path, b.path))
            }
            _ => None,
        }
    }

    /// `b.x IS NULL`: the source of the column.
    fn absence(&mut self, part: &Expr, scope: &Scope) -> Option<usize> {
        match part {
            Expr::IsNull(inner) => match self.operand(inner, scope) {
                Operand::Column(column) => column.source,
                _ => None,
            },
            _ => None,
        }
    }

    /// The only source a condition speaks of.
    fn spoken_of(&mut self, part: &Expr, scope: &Scope) -> Option<usize> {
        let mut found = None;
        for name in names(part) {
            let parts: Vec<&str> = name.iter().map(String::as_str).collect();
            if let Operand::Column(Column {
                source: Some(source), ..
            }) = scope.column(&parts)
            {
                match found {
                    None => found = Some(source),
                    Some(other) if other != source => return None,
                    Some(_) => {}
                }
            }
        }
        found
    }

    fn grouping(&mut self, group_by: &GroupByExpr, scope: &Scope) -> Vec<String> {
        let GroupByExpr::Expressions(exprs, _) = group_by else {
            return Vec::new();
        };
        let each = exprs.iter().filter_map(|expr| match self.operand(expr, scope) {
            Operand::Column(column) => Some(column.path),
            Operand::Literal(_) | Operand::Time => None,
            _ => Some(expr.to_string()),
        });
        each.collect()
    }

    /// The columns a select gives; its aliases join the scope.
    fn columns(&mut self, projection: &[SelectItem], scope: &mut Scope) -> Columns {
        let mut columns = Columns::new();
        for item in projection {
            let (name, expr) = match item {
                SelectItem::UnnamedExpr(expr) => match own_name(expr) {
                    Some(name) => (name, expr),
                    None => continue,
                },
                SelectItem::ExprWithAlias { expr, alias } => (alias.value.clone(), expr),
                _ => {
                    for (_, inner) in &scope.sources {
                        columns.extend(inner.clone());
                    }
                    continue;
                }
            };
            let operand = self.operand(expr, scope).renamed_to(&name);
            scope.aliases.insert(name.to_lowercase(), operand.clone());
            columns.insert(name.to_lowercase(), operand);
        }
        columns
    }
}

/// The name a column keeps.
fn own_name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Identifier(name) => Some(name.value.clone()),
        Expr::CompoundIdentifier(parts) => parts.last().map(|part| part.value.clone()),
        _ => None,
    }
}

/// The column names an expression is made of, without those of subqueries.
fn names(expr: &Expr) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut left = vec![expr];
    while let Some(expr) = left.pop() {
        match expr {
            Expr::Identifier(name) => found.push(vec![name.value.clone()]),
            Expr::CompoundIdentifier(parts) => {
                found.push(parts.iter().map(|part| part.value.clone()).collect())
            }
            Expr::JsonAccess { value, .. } => left.push(value),
            Expr::CompoundFieldAccess { root, .. } => left.push(root),
            Expr::Nested(inner) | Expr::UnaryOp { expr: inner, .. } | Expr::Cast { expr: inner, .. } => {
                left.push(inner)
            }
            Expr::IsNull(inner) | Expr::IsNotNull(inner) => left.push(inner),
            Expr::BinaryOp {
                left: a, right: b, ..
            } => left.extend([&**b, &**a]),
            Expr::Like { expr, .. } | Expr::ILike { expr, .. } | Expr::RLike { expr, .. } => left.push(expr),
            Expr::Between { expr, .. } | Expr::In { expr, .. } => left.push(expr),
            Expr::Function(function) => left.extend(super::call::expressions(function)),
            _ => {}
        }
    }
    found
}

impl Operand {
    /// The same value under a name; a column that had another remembers it.
    fn renamed_to(self, name: &str) -> Operand {
        self.map_all(&|column| {
            let last = column.path.rsplit('.').next().unwrap_or_default();
            let renamed = column.renamed || !last.eq_ignore_ascii_case(name);
            Column { renamed, ..column }
        })
    }

    /// The same value with a change to each column in it, whatever it is.
    pub(super) fn map_all(self, change: &dyn Fn(Column) -> Column) -> Operand {
        match self {
            Operand::Column(column) => Operand::Column(change(column)),
            Operand::First(parts) => Operand::First(parts.into_iter().map(|it| it.map_all(change)).collect()),
            Operand::List(parts) => Operand::List(parts.into_iter().map(|it| it.map_all(change)).collect()),
            Operand::Branches(parts) => Operand::Branches(
                parts
                    .into_iter()
                    .map(|(cond, it)| (cond, it.map_all(change)))
                    .collect(),
            ),
            other => other,
        }
    }
}

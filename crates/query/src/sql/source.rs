//! What a select reads from: tables, subqueries, flattened arrays.

use sqlparser::ast::{
    Expr, FunctionArg, FunctionArgExpr, Join, JoinConstraint, JoinOperator, ObjectName, TableAlias,
    TableFactor,
};

use rule::{Logic, Step};

use super::lowering::Lowering;
use super::operand::{Column, Operand};
use super::query::{Answer, Ctes};
use super::scope::{Columns, Scope};

/// The sources of a select.
#[derive(Default)]
pub(super) struct Sources<'q> {
    /// What they find together.
    pub(super) answer: Answer,
    /// Each with the steps it is made of.
    pub(super) each: Vec<Source>,
    /// Join conditions.
    pub(super) on: Vec<&'q Expr>,
}

/// One source.
pub(super) struct Source {
    pub(super) steps: std::ops::Range<usize>,
    /// Whether rows without a partner in it stay.
    pub(super) outer: bool,
}

/// How a source is joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Inner,
    Outer,
    Anti,
}

impl Lowering<'_> {
    /// Adds a source to those before it.
    pub(super) fn source<'q>(
        &mut self,
        factor: &'q TableFactor,
        sources: &mut Sources<'q>,
        scope: &mut Scope,
        ctes: &Ctes<'_>,
    ) {
        self.add(factor, Side::Inner, sources, scope, ctes);
    }

    /// Adds a joined source.
    pub(super) fn joined<'q>(
        &mut self,
        join: &'q Join,
        sources: &mut Sources<'q>,
        scope: &mut Scope,
        ctes: &Ctes<'_>,
    ) {
        let (side, constraint) = joined_how(&join.join_operator);
        self.add(&join.relation, side, sources, scope, ctes);
        match constraint {
            Some(JoinConstraint::On(condition)) => sources.on.push(condition),
            Some(JoinConstraint::Using(keys)) => {
                sources.answer.by.extend(keys.iter().map(ObjectName::to_string));
            }
            _ => {}
        }
    }

    fn add<'q>(
        &mut self,
        factor: &'q TableFactor,
        side: Side,
        sources: &mut Sources<'q>,
        scope: &mut Scope,
        ctes: &Ctes<'_>,
    ) {
        let (alias, answer, columns) = self.factor(factor, scope, ctes);
        let start = sources.answer.steps.len();
        let mut answer = answer.unwrap_or_default();
        if side == Side::Anti {
            answer.steps.iter_mut().for_each(|step| step.absent = true);
        }
        let added = answer.steps.len();
        if added > 0 {
            sources.answer.join(answer, rule::Relation::Join);
        }
        sources.each.push(Source {
            steps: start..start + added,
            outer: side == Side::Outer,
        });
        let at = scope.sources.len();
        let columns = columns
            .into_iter()
            .map(|(name, operand)| (name, belongs(operand, at)));
        scope.sources.push((alias, columns.collect()));
    }

    /// The name a source goes by, what it finds, and its columns.
    fn factor(
        &mut self,
        factor: &TableFactor,
        scope: &Scope,
        ctes: &Ctes<'_>,
    ) -> (String, Option<Answer>, Columns) {
        match factor {
            TableFactor::Table {
                name,
                alias,
                args: None,
                ..
            } => {
                let answer = self.table(name, ctes);
                let last = name.0.last().map(ToString::to_string).unwrap_or_default();
                let columns = answer.columns.clone();
                (called(alias.as_ref(), &last), Some(answer), columns)
            }
            TableFactor::Table {
                name,
                alias,
                args: Some(args),
                ..
            } => self.table_function(&name.to_string(), &args.args, alias.as_ref(), scope),
            TableFactor::Derived { subquery, alias, .. } => {
                let answer = self.query(subquery, ctes);
                let columns = answer.columns.clone();
                (called(alias.as_ref(), ""), Some(answer), columns)
            }
            TableFactor::Function {
                name, args, alias, ..
            } => self.table_function(&name.to_string(), args, alias.as_ref(), scope),
            TableFactor::TableFunction { expr, alias } => match expr {
                Expr::Function(function) => {
                    let args = super::call::arguments(function);
                    self.table_function(&function.name.to_string(), args, alias.as_ref(), scope)
                }
                _ => (called(alias.as_ref(), ""), None, Columns::new()),
            },
            TableFactor::NestedJoin { table_with_joins, .. } => {
                let mut sources = Sources::default();
                let mut inner = Scope::default();
                self.source(&table_with_joins.relation, &mut sources, &mut inner, ctes);
                for join in &table_with_joins.joins {
                    self.joined(join, &mut sources, &mut inner, ctes);
                }
                (String::new(), Some(sources.answer), Columns::new())
            }
            other => {
                let step = Step::new(Some(other.to_string()), Logic::TRUE);
                let answer = Answer {
                    steps: vec![step],
                    ..Answer::default()
                };
                (String::new(), Some(answer), Columns::new())
            }
        }
    }

    fn table(&mut self, name: &ObjectName, ctes: &Ctes<'_>) -> Answer {
        let text = name.to_string();
        let common = ctes
            .iter()
            .rposition(|cte| cte.alias.name.value.eq_ignore_ascii_case(&text));
        if let Some(at) = common {
            return self.common(at, ctes);
        }
        self.steps += 1;
        Answer {
            steps: vec![Step::new(Some(text), Logic::TRUE)],
            ..Answer::default()
        }
    }

    /// `flatten(input => array)`: one row an element
    /// (<https://docs.snowflake.com/en/sql-reference/functions/flatten>).
    fn table_function(
        &mut self,
        name: &str,
        args: &[FunctionArg],
        alias: Option<&TableAlias>,
        scope: &Scope,
    ) -> (String, Option<Answer>, Columns) {
        let alias = called(alias, "");
        if !name.eq_ignore_ascii_case("flatten") {
            let step = Step::new(Some(name.to_owned()), Logic::TRUE);
            let answer = Answer {
                steps: vec![step],
                ..Answer::default()
            };
            return (alias, Some(answer), Columns::new());
        }
        let input = args.iter().find_map(|arg| match arg {
            FunctionArg::Named { name, arg, .. } if name.value.eq_ignore_ascii_case("input") => Some(arg),
            FunctionArg::ExprNamed { name, arg, .. } if name.to_string().eq_ignore_ascii_case("input") => {
                Some(arg)
            }
            FunctionArg::Unnamed(arg) => Some(arg),
            _ => None,
        });
        let operand = match input {
            Some(FunctionArgExpr::Expr(expr)) => self.operand(expr, scope),
            _ => Operand::Unknown,
        };
        let element = operand
            .clone()
            .map(&|column| Operand::Column(column.element("*")));
        let columns = [
            ("value".to_owned(), element),
            ("this".to_owned(), operand),
            ("key".to_owned(), Operand::Unknown),
            ("index".to_owned(), Operand::Unknown),
        ];
        (alias, None, columns.into_iter().collect())
    }
}

fn called(alias: Option<&TableAlias>, name: &str) -> String {
    alias
        .map_or(name, |alias| alias.name.value.as_str())
        .to_lowercase()
}

/// Columns of a subquery belong to the source that it is.
fn belongs(operand: Operand, source: usize) -> Operand {
    operand.map_all(&|column| {
        // A flattened array belongs to the source it was read from.
        let source = column
            .path
            .contains("[*]")
            .then_some(column.source)
            .flatten()
            .unwrap_or(source);
        Column {
            source: Some(source),
            ..column
        }
    })
}

fn joined_how(operator: &JoinOperator) -> (Side, Option<&JoinConstraint>) {
    match operator {
        JoinOperator::Join(it) | JoinOperator::Inner(it) | JoinOperator::CrossJoin(it) => {
            (Side::Inner, Some(it))
        }
        JoinOperator::Left(it)
        | JoinOperator::LeftOuter(it)
        | JoinOperator::Right(it)
        | JoinOperator::RightOuter(it)
        | JoinOperator::FullOuter(it) => (Side::Outer, Some(it)),
        JoinOperator::Semi(it) | JoinOperator::LeftSemi(it) | JoinOperator::RightSemi(it) => {
            (Side::Inner, Some(it))
        }
        JoinOperator::Anti(it) | JoinOperator::LeftAnti(it) | JoinOperator::RightAnti(it) => {
            (Side::Anti, Some(it))
        }
        JoinOperator::AsOf { constraint, .. } => (Side::Inner, Some(constraint)),
        _ => (Side::Inner, None),
    }
}

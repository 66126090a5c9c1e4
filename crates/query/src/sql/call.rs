//! Arguments of function calls.

use sqlparser::ast::{DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments};

/// The arguments of a call, as they stand.
pub(super) fn arguments(function: &Function) -> &[FunctionArg] {
    match &function.args {
        FunctionArguments::List(list) => &list.args,
        FunctionArguments::None | FunctionArguments::Subquery(_) => &[],
    }
}

/// The arguments that are expressions.
pub(super) fn expressions(function: &Function) -> Vec<&Expr> {
    let each = arguments(function).iter().filter_map(|arg| match arg {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        FunctionArg::Named {
            arg: FunctionArgExpr::Expr(expr),
            ..
        } => Some(expr),
        FunctionArg::ExprNamed {
            arg: FunctionArgExpr::Expr(expr),
            ..
        } => Some(expr),
        _ => None,
    });
    each.collect()
}

/// Whether the call says `distinct`.
pub(super) fn is_distinct(function: &Function) -> bool {
    match &function.args {
        FunctionArguments::List(list) => list.duplicate_treatment == Some(DuplicateTreatment::Distinct),
        FunctionArguments::None | FunctionArguments::Subquery(_) => false,
    }
}

/// The lower-case name of the function, without the schema.
pub(super) fn name(function: &Function) -> String {
    let last = function.name.0.last();
    last.map(ToString::to_string).unwrap_or_default().to_lowercase()
}

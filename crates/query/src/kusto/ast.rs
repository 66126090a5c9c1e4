//! What was written. Chains (`a or b or c`, `a.b.c`, pipes) are flat lists, so that their length costs no
//! stack; only brackets nest, and those are counted.

use std::rc::Rc;

use rule::{Operator as Op, Span};

/// A constant as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Literal {
    /// Its real text; numbers and booleans in canonical form.
    pub(super) text: String,
    /// Whether it is a string, which case may matter to.
    pub(super) is_string: bool,
}

/// An expression at its place.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it stands.
    pub(super) span: Span,
}

/// `and` or `or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Junction {
    /// Every part.
    And,
    /// Some part.
    Or,
}

/// One step into a dynamic value.
#[derive(Clone, Debug)]
pub(super) enum Access {
    /// `.name` or `["name"]`.
    Member(String),
    /// `[0]`, `[-1]`.
    Index(String),
    /// `[expression]`.
    Computed,
}

/// The kinds of expressions, scalar and tabular alike: the grammar does not tell them apart either.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A constant.
    Literal(Literal),
    /// `dynamic(…)`: the constants in it.
    List(Vec<Literal>),
    /// A date, time or span.
    Time,
    /// A column, table or `let`.
    Name(String),
    /// Any column.
    Star,
    /// A value inside another.
    Path(Box<Expr>, Vec<Access>),
    /// A function call.
    Call(String, Vec<Argument>),
    /// `-x`.
    Minus(Box<Expr>),
    /// `and` and `or`.
    Junction(Junction, Vec<Expr>),
    /// Sums and products; each part with the operator before it.
    Arithmetic(Vec<(char, Expr)>),
    /// A comparison; `in`, `has_any` and the like have several right sides.
    Compare(Comparison, Box<Expr>, Vec<Expr>),
    /// `between (low .. high)`, the flag telling of `!between`.
    Between(bool, Box<Expr>, Box<(Expr, Expr)>),
    /// A pipeline.
    Pipe(Box<Expr>, Vec<Stage>),
    /// `datatable(…)[…]`: columns and cells, row by row.
    DataTable(Vec<String>, Vec<Literal>),
    /// `externaldata(…)[…]`: columns.
    ExternalData(Vec<String>),
    /// `(parameters) { body }`.
    Function(Rc<Function>),
    /// No source: the pipeline begins with an operator.
    Nothing,
    /// Something that could not be read.
    Broken,
    /// Something nested too deeply to be read.
    TooDeep,
}

/// An argument of a call, perhaps named.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    /// The name in `name = value`.
    pub(super) name: Option<String>,
    /// The value.
    pub(super) value: Expr,
}

/// What a comparison means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Comparison {
    /// The positive operator.
    pub(super) op: Op,
    /// Whether it is negated.
    pub(super) negated: bool,
    /// Whether it minds case.
    pub(super) cased: bool,
    /// Whether every value must hold (`has_all`).
    pub(super) all: bool,
}

/// A user-defined function.
#[derive(Debug)]
pub(super) struct Function {
    /// Its parameters in order.
    pub(super) parameters: Vec<Parameter>,
    /// Its statements.
    pub(super) body: Vec<Statement>,
}

/// A parameter of a function or of the query.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    /// Its name.
    pub(super) name: String,
    /// Whether it takes a table.
    pub(super) is_table: bool,
    /// Its default value.
    pub(super) default: Option<Expr>,
}

/// A statement.
#[derive(Clone, Debug)]
pub(super) enum Statement {
    /// `let name = value`.
    Let(String, Expr),
    /// A query.
    Query(Expr),
    /// `declare query_parameters`.
    Parameters(Vec<Parameter>),
}

/// `name = value`, `(a, b) = value` or a bare value.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// The names given, none for a bare value.
    pub(super) names: Vec<String>,
    /// The value.
    pub(super) value: Expr,
}

/// An operator of a pipeline at its place.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    /// What it is.
    pub(super) operator: Operator,
    /// Where it stands.
    pub(super) span: Span,
}

/// Which rows a join keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JoinKind {
    /// Rows with a partner, semi joins as well.
    Inner,
    /// All rows of the left side.
    LeftOuter,
    /// All rows of the right side.
    RightOuter,
    /// All rows of both sides.
    FullOuter,
    /// Rows of the left side without a partner.
    LeftAnti,
    /// Rows of the right side without a partner.
    RightAnti,
}

/// The operators that matter to logic.
#[derive(Clone, Debug)]
pub(super) enum Operator {
    /// `where`, `filter`.
    Where(Expr),
    /// `extend`, `serialize`, `project-rename`: columns beside those that are there.
    Extend(Vec<Named>),
    /// `mv-expand`: a row for each element of a list.
    Expand(Vec<Named>),
    /// `project`, `print`, `distinct`: these columns and no others.
    Project(Vec<Named>),
    /// `summarize`, `make-series`: aggregates and grouping columns.
    Summarize(Vec<Named>, Vec<Named>),
    /// `join`, `lookup`: the other side and what ties the two.
    Join(JoinKind, Expr, Vec<Expr>),
    /// `union`.
    Union(Vec<Expr>),
    /// `mv-apply`, `partition`: new columns and the pipeline that runs over each part.
    Apply(Vec<Named>, Vec<Stage>),
    /// `fork`: pipelines side by side.
    Fork(Vec<Vec<Stage>>),
    /// `parse`, `parse-where`, `parse-kv`: a text and the columns it makes out of it.
    Parse(Expr, Vec<String>),
    /// `evaluate`.
    Evaluate(Expr),
    /// `invoke`.
    Invoke(Expr),
    /// `search`, `find`: tables and condition.
    Search(Vec<Expr>, Expr),
    /// `count`.
    Count,
    /// Output only: `sort`, `take`, `render`, `project-away` and the like.
    Plumbing,
    /// An operator that is not known.
    Unknown,
    /// Something that could not be read.
    Broken,
}

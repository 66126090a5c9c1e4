//! The operators of a pipeline (<https://learn.microsoft.com/kusto/query/tabular-operators>).

use rule::{Diagnostic, Span};

use super::super::ast::{JoinKind, Operator, Stage};
use super::super::token;
use super::Parser;

/// Operators that shape the output only.
const PLUMBING: &[&str] = &[
    "as",
    "consume",
    "getschema",
    "limit",
    "order",
    "project-away",
    "project-keep",
    "project-reorder",
    "project-by-names",
    "reduce",
    "render",
    "sample",
    "sample-distinct",
    "sort",
    "take",
    "top",
    "top-hitters",
    "top-nested",
    "facet",
    "assert-schema",
];

/// Operators that match events among each other, which no logic over one event can express.
const UNREAD: &[&str] = &[
    "graph-mark-components",
    "graph-match",
    "graph-shortest-paths",
    "graph-to-table",
    "make-graph",
    "scan",
];

/// Parameters written `name = value` between an operator and its operands.
const PARAMETERS: &[&str] = &[
    "bagexpansion",
    "datascope",
    "decodeblocks",
    "expandoutput",
    "flags",
    "id",
    "isfuzzy",
    "kind",
    "nooptimization",
    "with_itemindex",
    "with_match_id",
    "with_node_id",
    "with_source",
    "withsource",
];

impl Parser<'_> {
    /// One operator; a second, broken stage holds what is left of it unread.
    pub(super) fn stage(&mut self) -> Vec<Stage> {
        let start = self.span();
        let operator = self.operator();
        let mut stages = vec![Stage {
            operator,
            span: self.span_from(start),
        }];
        let is_separated = self.lists > 0 && self.is_symbol(",");
        if !self.ends_stage() && !is_separated {
            let rest = self.span();
            self.skip_to(&["|", ";"]);
            let span = self.span_from(rest);
            self.error(span, "this part of the operator cannot be read");
            stages.push(Stage {
                operator: Operator::Broken,
                span,
            });
        }
        stages
    }

    /// Whether the next word ends an operator.
    pub(super) fn ends_stage(&self) -> bool {
        let closes = matches!(
            self.kind(),
            token::Kind::End | token::Kind::Symbol("|" | ";" | ")" | "}" | "]")
        );
        closes || self.starts_new_query()
    }

    /// A `let`, or a table name after an empty line, followed by a pipe: hunters keep several queries in one
    /// file.
    fn starts_new_query(&self) -> bool {
        if self.name() == Some("let") && self.name_at(1).is_some() && self.is_symbol_at(2, "=") {
            return true;
        }
        if self.at == 0 || self.name().is_none() || !self.is_symbol_at(1, "|") {
            return false;
        }
        let before = self.token_at(self.at - 1);
        let continues = before.kind == token::Kind::Symbol(",") || before.span.text(self.text) == Some("by");
        if continues {
            return false;
        }
        let gap = Span {
            start: before.span.end,
            end: self.span().start,
        };
        let gap = gap.text(self.text).unwrap_or_default();
        let whole_lines = gap.split_once('\n').and_then(|(_, rest)| rest.rsplit_once('\n'));
        whole_lines.is_some_and(|(lines, _)| lines.split('\n').any(|line| line.trim().is_empty()))
    }

    fn operator(&mut self) -> Operator {
        let start = self.span();
        let name = self.operator_name();
        match name.as_str() {
            "where" | "filter" => Operator::Where(self.expression()),
            "extend" | "serialize" | "project-rename" => Operator::Extend(self.named_list()),
            "mv-expand" | "mvexpand" => self.expand(),
            "project" | "distinct" | "print" => {
                self.skip_parameters();
                Operator::Project(self.named_list())
            }
            "summarize" => self.summarize(),
            "make-series" => self.series(),
            "join" => self.join(JoinKind::Inner),
            "lookup" => self.join(JoinKind::LeftOuter),
            "union" => {
                self.skip_parameters();
                Operator::Union(self.operands())
            }
            "mv-apply" => self.apply(),
            "partition" => self.partition(),
            "fork" => self.fork(),
            "parse" | "parse-where" => self.parse_operator(),
            "parse-kv" => self.parse_pairs(),
            "evaluate" => {
                self.skip_parameters();
                let call = self.postfix();
                if self.eat(":") && self.is_symbol("(") {
                    self.skip_group();
                }
                Operator::Evaluate(call)
            }
            "invoke" => Operator::Invoke(self.postfix()),
            "search" | "find" => self.search(),
            "range" => self.range(),
            "count" => Operator::Count,
            name if PLUMBING.contains(&name) => {
                self.skip_operator();
                Operator::Plumbing
            }
            "" => {
                self.error(start, "an operator is missing after `|`");
                Operator::Plumbing
            }
            name if UNREAD.contains(&name) => {
                let note = Diagnostic::warning(start, format!("`{name}` is not decoded"));
                self.diagnostics.push(note);
                self.skip_operator();
                Operator::Unknown
            }
            name => {
                self.error(start, format!("`{name}` is no operator of a pipeline"));
                self.skip_operator();
                Operator::Unknown
            }
        }
    }

    /// The name of an operator, hyphens included.
    pub(super) fn operator_name(&mut self) -> String {
        let mut name = String::new();
        while let Some(part) = self.name() {
            name.push_str(part);
            self.bump();
            let continues = self.is_symbol("-") && self.is_adjacent() && self.name_at(1).is_some();
            if !continues {
                break;
            }
            self.bump();
            name.push('-');
        }
        name
    }

    pub(super) fn skip_operator(&mut self) {
        while !self.ends_stage() {
            self.skip_word();
        }
    }

    pub(super) fn skip_word(&mut self) {
        match self.kind() {
            token::Kind::Symbol("(" | "[" | "{") => self.skip_group(),
            _ => self.bump(),
        }
    }

    /// Skips `hint.x = y`, `kind = z` and the like; the value of `kind` comes back.
    pub(super) fn skip_parameters(&mut self) -> Option<String> {
        let mut kind = None;
        while let Some(name) = self.name() {
            let width = if name == "hint" && self.is_symbol_at(1, ".") {
                3
            } else {
                1
            };
            let is_parameter = width == 3 || PARAMETERS.contains(&name.to_ascii_lowercase().as_str());
            if !is_parameter || !self.is_symbol_at(width, "=") {
                break;
            }
            (0..=width).for_each(|_| self.bump());
            if name == "kind" {
                kind = self.name().map(str::to_ascii_lowercase);
            }
            self.skip_word();
        }
        kind
    }
}

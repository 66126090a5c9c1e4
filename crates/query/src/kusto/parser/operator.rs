//! The operators of a pipeline that take more than a list of expressions.

use super::super::ast::{Expr, JoinKind, Kind, Named, Operator, Stage};
use super::Parser;

impl Parser<'_> {
    pub(super) fn expand(&mut self) -> Operator {
        self.skip_parameters();
        let items = self.named_list();
        self.skip_limit();
        Operator::Expand(items)
    }

    pub(super) fn skip_limit(&mut self) {
        if self.eat_word("limit") {
            self.postfix();
        }
    }

    pub(super) fn summarize(&mut self) -> Operator {
        self.skip_parameters();
        let aggregates = if self.name() == Some("by") {
            Vec::new()
        } else {
            self.named_list()
        };
        let by = if self.eat_word("by") {
            self.named_list()
        } else {
            Vec::new()
        };
        Operator::Summarize(aggregates, by)
    }

    /// `make-series count() default=0 on TimeGenerated from a to b step 1h by user`.
    pub(super) fn series(&mut self) -> Operator {
        self.skip_parameters();
        let aggregates = self.named_list();
        let mut by = Vec::new();
        loop {
            match self.name() {
                Some("on" | "from" | "to" | "step" | "in") => {
                    self.bump();
                    self.expression();
                }
                Some("by") => {
                    self.bump();
                    by = self.named_list();
                }
                _ => return Operator::Summarize(aggregates, by),
            }
        }
    }

    pub(super) fn join(&mut self, default: JoinKind) -> Operator {
        let kind = match self.skip_parameters().as_deref() {
            None => default,
            Some("leftouter") => JoinKind::LeftOuter,
            Some("rightouter") => JoinKind::RightOuter,
            Some("fullouter") => JoinKind::FullOuter,
            Some("leftanti" | "anti" | "leftantisemi") => JoinKind::LeftAnti,
            Some("rightanti" | "rightantisemi") => JoinKind::RightAnti,
            Some(_) => JoinKind::Inner,
        };
        let right = self.postfix();
        self.skip_parameters();
        let on = if self.eat_word("on") {
            self.on_list()
        } else {
            Vec::new()
        };
        Operator::Join(kind, right, on)
    }

    pub(super) fn on_list(&mut self) -> Vec<Expr> {
        let mut items = vec![self.expression()];
        while self.eat(",") {
            items.push(self.expression());
        }
        items
    }

    /// Tables between commas.
    pub(super) fn operands(&mut self) -> Vec<Expr> {
        let mut items = Vec::new();
        while !self.ends_stage() {
            let before = self.at;
            items.push(self.wildcard_or(true, Self::postfix));
            self.skip_parameters();
            if !self.eat(",") || self.at == before {
                break;
            }
        }
        items
    }

    pub(super) fn apply(&mut self) -> Operator {
        self.skip_parameters();
        let items = self.named_list();
        self.skip_limit();
        self.eat_word("on");
        let stages = self.sub_pipeline();
        Operator::Apply(items, stages)
    }

    pub(super) fn partition(&mut self) -> Operator {
        self.skip_parameters();
        self.eat_word("by");
        let by = self.column_name();
        self.skip_parameters();
        let value = |name| Expr {
            kind: Kind::Name(name),
            span: self.span(),
        };
        let items = by.map(|name| Named {
            names: Vec::new(),
            value: value(name),
        });
        let items = items.into_iter().collect();
        let stages = self.sub_pipeline();
        Operator::Apply(items, stages)
    }

    pub(super) fn fork(&mut self) -> Operator {
        let mut pipelines = Vec::new();
        while !self.ends_stage() {
            if self.name().is_some() && self.is_symbol_at(1, "=") {
                self.bump();
                self.bump();
            }
            if !self.is_symbol("(") {
                break;
            }
            pipelines.push(self.sub_pipeline());
        }
        Operator::Fork(pipelines)
    }

    /// `( stage | stage )`: a pipeline without a source.
    pub(super) fn sub_pipeline(&mut self) -> Vec<Stage> {
        let start = self.span();
        let close = if self.is_symbol("{") { "}" } else { ")" };
        if !self.is_symbol("(") && !self.is_symbol("{") {
            self.error(start, "a pipeline in parentheses is missing");
            return Vec::new();
        }
        if !self.depth.enter() {
            self.skip_group();
            let span = self.span_from(start);
            self.error(span, "this is nested too deeply");
            let operator = Operator::Broken;
            return vec![Stage { operator, span }];
        }
        self.bump();
        let mut stages = self.stage();
        while self.eat("|") {
            stages.extend(self.stage());
        }
        self.depth.leave();
        self.expect(close);
        stages
    }

    /// `parse X with * "text" name:type …`.
    pub(super) fn parse_operator(&mut self) -> Operator {
        self.skip_parameters();
        let text = self.expression();
        let mut names = Vec::new();
        if !self.eat_word("with") {
            self.error(self.span(), "`with` and a pattern are missing");
        }
        while !self.ends_stage() {
            if let Some(name) = self.column_name() {
                names.push(name);
                if self.eat(":") {
                    self.bump();
                }
            } else {
                self.skip_word();
            }
        }
        Operator::Parse(text, names)
    }

    /// `parse-kv X as (name:type, …) with (…)`.
    pub(super) fn parse_pairs(&mut self) -> Operator {
        let text = self.expression();
        let mut names = Vec::new();
        if self.eat_word("as") && self.is_symbol("(") {
            names = self.columns();
        }
        if self.eat_word("with") && self.is_symbol("(") {
            self.skip_group();
        }
        Operator::Parse(text, names)
    }

    /// `search in (T) "text"`, `find in (T) where … project …`.
    pub(super) fn search(&mut self) -> Operator {
        self.skip_parameters();
        let mut tables = Vec::new();
        if self.eat_word("in") && self.eat("(") {
            tables = self.list(")", |parser| parser.wildcard_or(true, Self::query));
            self.expect(")");
        }
        self.skip_parameters();
        self.eat_word("where");
        let condition = self.expression();
        if matches!(self.name(), Some("project" | "project-smart")) {
            self.skip_operator();
        }
        Operator::Search(tables, condition)
    }

    /// `range x from a to b step c`: a column of numbers or times.
    pub(super) fn range(&mut self) -> Operator {
        let name = self.column_name();
        let start = self.span();
        self.skip_operator();
        let value = self.made(start, Kind::Time);
        let names = name.into_iter().collect();
        Operator::Project(vec![Named { names, value }])
    }
}

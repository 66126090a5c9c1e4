//! Commands between pipes
//! (<https://www.elastic.co/docs/reference/query-languages/esql/esql-commands>).

use rule::Span;

use super::ast::{Assignment, Command, CommandKind, Failure};
use super::expression::{Parser, Read};
use super::lexer::{Kind, Own};
use super::patterns;

/// Commands that pick columns, order rows or work on what was found.
const PLUMBING: &[&str] = &[
    "drop",
    "enrich",
    "explain",
    "fuse",
    "insist",
    "join",
    "keep",
    "left",
    "limit",
    "lookup",
    "metrics_info",
    "mmr",
    "mv_expand",
    "project",
    "sample",
    "set",
    "show",
    "sort",
    "ts_info",
];

impl Parser<'_, '_> {
    /// A whole query: commands up to the end.
    pub(super) fn query(&mut self) -> Vec<Command> {
        let mut commands = Vec::new();
        while self.tokens.peek().kind != Kind::End {
            commands.push(self.command());
            let _ = self.tokens.eat("|") || self.tokens.eat(";") || self.tokens.eat(")");
        }
        commands
    }

    /// Commands up to a closing bracket.
    fn pipeline(&mut self) -> Read<Vec<Command>> {
        let mut commands = Vec::new();
        loop {
            commands.push(self.command());
            if self.tokens.eat(")") {
                return Ok(commands);
            }
            self.expect("|")?;
        }
    }

    fn command(&mut self) -> Command {
        let start = self.tokens.peek().span;
        let at = self.tokens.at();
        let kind = match self.command_kind() {
            Ok(kind) if self.is_at_end_of_command() => kind,
            Ok(_) => CommandKind::Unread(Failure::Unexpected(self.tokens.peek().span)),
            Err(failure) => CommandKind::Unread(failure),
        };
        if let CommandKind::Unread(_) = kind {
            self.tokens.back_to(at);
            self.skip_command();
        }
        let span = self.tokens.span_from(start);
        Command { kind, span }
    }

    fn is_at_end_of_command(&self) -> bool {
        self.tokens.peek().kind == Kind::End || ["|", ")", ";"].iter().any(|end| self.tokens.peek().is(end))
    }

    /// Goes to the next pipe outside all brackets.
    fn skip_command(&mut self) {
        let mut open = 0_usize;
        loop {
            match self.tokens.peek().kind {
                Kind::End => return,
                Kind::Symbol("|" | ")" | ";") if open == 0 => return,
                Kind::Symbol("(" | "[" | "{") => open += 1,
                Kind::Symbol(")" | "]" | "}") => open = open.saturating_sub(1),
                _ => {}
            }
            self.tokens.next();
        }
    }

    fn command_kind(&mut self) -> Read<CommandKind> {
        let Kind::Word(word) = self.tokens.peek().kind else {
            return self.unexpected();
        };
        self.tokens.next();
        match word.to_ascii_lowercase().as_str() {
            "from" | "ts" | "metrics" => self.from(),
            "row" | "eval" => Ok(CommandKind::Eval(self.assignments()?)),
            "where" => Ok(CommandKind::Where(self.expression()?)),
            "stats" | "inlinestats" => self.stats(),
            "inline" if self.tokens.eat_word("stats") => self.stats(),
            "rename" => self.rename(),
            "grok" | "dissect" => self.extract(),
            "fork" => self.fork(),
            "change_point" => self.change_point(),
            "completion" => self.completion("completion"),
            "rerank" => self.completion("_score"),
            "uri_parts" | "user_agent" | "registered_domain" => self.parts(),
            known if PLUMBING.contains(&known) => {
                self.skip_command();
                Ok(CommandKind::Plumbing)
            }
            _ => Err(Failure::Unknown),
        }
    }

    /// Index patterns, which follow their own spelling, or queries in brackets.
    fn from(&mut self) -> Read<CommandKind> {
        let mut patterns = Vec::new();
        let mut branches = Vec::new();
        while !self.is_at_end_of_command() && !self.tokens.peek().is_word("metadata") {
            if self.tokens.eat("(") {
                branches.push(self.deeper(Self::pipeline)?);
            } else if !self.tokens.eat(",") {
                patterns.push(self.index_pattern());
            }
        }
        self.skip_command();
        if branches.is_empty() {
            return Ok(CommandKind::From(patterns));
        }
        if !patterns.is_empty() {
            let kind = CommandKind::From(patterns);
            branches.insert(
                0,
                vec![Command {
                    kind,
                    span: Span::NONE,
                }],
            );
        }
        Ok(CommandKind::Branches(branches))
    }

    fn index_pattern(&mut self) -> String {
        if let Kind::Own(Own::Text { text, .. }) = &self.tokens.peek().kind {
            self.tokens.next();
            return text.clone();
        }
        let start = self.tokens.next().span;
        while !self.is_at_end_of_command()
            && !self.tokens.peek().is(",")
            && self.tokens.peek().span.start as usize == self.tokens.end()
        {
            self.tokens.next();
        }
        self.tokens
            .span_from(start)
            .text(self.text)
            .unwrap_or_default()
            .to_owned()
    }

    /// `a = x, y`, with names of their own text for those without.
    fn assignments(&mut self) -> Read<Vec<Assignment>> {
        let mut assignments = Vec::new();
        loop {
            assignments.push(self.assignment()?);
            if !self.tokens.eat(",") || self.is_at_end_of_command() {
                return Ok(assignments);
            }
        }
    }

    fn assignment(&mut self) -> Read<Assignment> {
        let named = self.column()?;
        let value = self.expression()?;
        let name = match named {
            Some(name) => name,
            None => value.span.text(self.text).unwrap_or_default().replace('`', ""),
        };
        let filter = if self.tokens.eat_word("where") {
            Some(self.expression()?)
        } else {
            None
        };
        Ok(Assignment { name, value, filter })
    }

    /// `name =`, if that is what comes.
    fn column(&mut self) -> Read<Option<String>> {
        let at = self.tokens.at();
        if let Ok(name) = self.name()
            && self.tokens.eat("=")
        {
            return Ok(Some(name));
        }
        self.tokens.back_to(at);
        Ok(None)
    }

    fn stats(&mut self) -> Read<CommandKind> {
        let aggregates = if self.tokens.peek().is_word("by") || self.is_at_end_of_command() {
            Vec::new()
        } else {
            self.assignments()?
        };
        let by = if self.tokens.eat_word("by") {
            self.assignments()?
        } else {
            Vec::new()
        };
        Ok(CommandKind::Stats(aggregates, by))
    }

    /// `old as new` or `new = old`.
    fn rename(&mut self) -> Read<CommandKind> {
        let mut renames = Vec::new();
        loop {
            let first = self.name()?;
            if self.tokens.eat_word("as") {
                renames.push((first, self.name()?));
            } else {
                self.expect("=")?;
                renames.push((self.name()?, first));
            }
            if !self.tokens.eat(",") {
                return Ok(CommandKind::Rename(renames));
            }
        }
    }

    fn extract(&mut self) -> Read<CommandKind> {
        let from = self.expression()?;
        let mut columns = Vec::new();
        while let Kind::Own(Own::Text { text, .. }) = &self.tokens.peek().kind {
            columns.extend(patterns::columns(text));
            self.tokens.next();
            self.tokens.eat(",");
        }
        self.skip_command();
        Ok(CommandKind::Extract(from, columns))
    }

    fn fork(&mut self) -> Read<CommandKind> {
        let mut branches = Vec::new();
        while self.tokens.eat("(") {
            branches.push(self.deeper(Self::pipeline)?);
        }
        Ok(CommandKind::Branches(branches))
    }

    /// `value [on key] [as type, pvalue]`.
    fn change_point(&mut self) -> Read<CommandKind> {
        self.name()?;
        if self.tokens.eat_word("on") {
            self.name()?;
        }
        let mut columns = vec!["type".to_owned(), "pvalue".to_owned()];
        if self.tokens.eat_word("as") {
            columns[0] = self.name()?;
            self.expect(",")?;
            columns[1] = self.name()?;
        }
        Ok(CommandKind::Foreign(columns))
    }

    /// `[column =] prompt [on …] [with …]`.
    fn completion(&mut self, default: &str) -> Read<CommandKind> {
        let column = self.column()?.unwrap_or_else(|| default.to_owned());
        self.skip_command();
        Ok(CommandKind::Foreign(vec![column]))
    }

    fn parts(&mut self) -> Read<CommandKind> {
        let prefix = self.column()?;
        self.expression()?;
        self.skip_command();
        Ok(prefix.map_or(CommandKind::Plumbing, CommandKind::Parts))
    }
}

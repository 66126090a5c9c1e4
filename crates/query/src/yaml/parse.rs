//! YAML text to nodes, by way of `saphyr-parser`'s events.

use std::collections::HashMap;

use rule::{Diagnostic, Span};
use saphyr_parser::{Event, Parser, ScalarStyle, Span as Place};

use super::{Node, Value};
use crate::MAX_DEPTH;

/// Alias expansion stops here: a file that repeats itself into more nodes than this is an attack.
const MAX_NODES: usize = 250_000;

/// Parses every document of a text. Aliases are expanded; tags are ignored. The error names the place.
pub fn parse(text: &str) -> Result<Vec<Node>, Diagnostic> {
    let mut builder = Builder::new(text);
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, place)) => builder.take(event, place)?,
            Err(error) => {
                let at = builder.offset(error.marker().index());
                return Err(Diagnostic::error(
                    Span::new(at, at),
                    format!("not valid YAML: {}", error.info()),
                ));
            }
        }
    }
    Ok(builder.documents)
}

/// A collection that is still open.
struct Open {
    start: usize,
    anchor: usize,
    is_map: bool,
    key: Option<Node>,
    items: Vec<Node>,
    entries: Vec<(Node, Node)>,
}

struct Builder<'a> {
    /// Byte offset of each character, as the parser counts characters; `None` for ASCII text.
    offsets: Option<Vec<usize>>,
    text: &'a str,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    documents: Vec<Node>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        let offsets = (!text.is_ascii()).then(|| text.char_indices().map(|(i, _)| i).collect());
        Builder {
            offsets,
            text,
            open: Vec::new(),
            anchors: HashMap::new(),
            nodes: 0,
            documents: Vec::new(),
        }
    }

    fn offset(&self, index: usize) -> usize {
        match &self.offsets {
            None => index.min(self.text.len()),
            Some(offsets) => offsets.get(index).copied().unwrap_or(self.text.len()),
        }
    }

    fn span(&self, place: Place) -> Span {
        Span::new(self.offset(place.start.index()), self.offset(place.end.index()))
    }

    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), Diagnostic> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let null = plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let value = if null {
                    Value::Null
                } else {
                    Value::Scalar {
                        text: text.into_owned(),
                        plain,
                    }
                };
                self.close(
                    Node {
                        value,
                        span: self.span(place),
                    },
                    anchor,
                )
            }
            Event::SequenceStart(anchor, _) => self.open(place, anchor, false),
            Event::MappingStart(anchor, _) => self.open(place, anchor, true),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else {
                    return Ok(());
                };
                let value = if open.is_map {
                    Value::Map(open.entries)
                } else {
                    Value::List(open.items)
                };
                let end = self.offset(place.end.index());
                self.close(
                    Node {
                        value,
                        span: Span::new(open.start, end),
                    },
                    open.anchor,
                )
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => {
                    self.nodes += node.count();
                    self.close(node, 0)
                }
                None => Err(Diagnostic::error(self.span(place), "an alias names no anchor")),
            },
            _ => Ok(()),
        }
    }

    fn open(&mut self, place: Place, anchor: usize, is_map: bool) -> Result<(), Diagnostic> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Diagnostic::error(
                self.span(place),
                format!("nested deeper than {MAX_DEPTH} levels"),
            ));
        }
        let start = self.offset(place.start.index());
        self.open.push(Open {
            start,
            anchor,
            is_map,
            key: None,
            items: Vec::new(),
            entries: Vec::new(),
        });
        Ok(())
    }

    /// Puts a finished node where it belongs.
    fn close(&mut self, node: Node, anchor: usize) -> Result<(), Diagnostic> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Diagnostic::error(
                node.span,
                format!("more than {MAX_NODES} values"),
            ));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(open) if !open.is_map => open.items.push(node),
            Some(open) => match open.key.take() {
                None => open.key = Some(node),
                Some(key) => open.entries.push((key, node)),
            },
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn scalars_keep_their_text_and_place() {
        let text = "a: é\nb: ['00000429', 5, ~]\nc: |\n  x\n  y\n";
        let documents = parse(text).expect("valid YAML");
        let items = documents[0].get("b").expect("a key").items();
        assert_eq!(items[0].text(), Some("00000429"));
        assert_eq!(items[0].span.text(text), Some("'00000429'"));
        assert_eq!(items[1].span.text(text), Some("5"));
        assert_eq!(items[2].text(), None);
        assert_eq!(documents[0].get("c").and_then(|node| node.text()), Some("x\ny\n"));
    }

    #[test]
    fn hostile_nesting_and_repetition_are_errors() {
        let nested = "[".repeat(500);
        let laughs = "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n\
                      d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e]\n";
        assert!(parse(&nested).is_err());
        assert!(parse(laughs).is_err());
        assert!(parse(&"- ".repeat(20_000)).is_err());
    }
}

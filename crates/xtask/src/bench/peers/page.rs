//! Our pages as data for other generators' templates.
//!
//! A page of ours is its frame, which their templates have as well, and what stands between: rows of tables and items
//! of lists, whose text becomes data to be looped over and escaped, and the HTML around them, which they are given
//! ready-made; so are cells that hold more than one element, since a value for every part of such a cell costs them
//! several times the memory. That spares them everything we do before rendering, and some of the rendering.

use serde_json::{Value, json};

/// A cell's tag and attributes, both empty in an item; then the kind, class, link or title, and text of what it holds.
type Cell = [String; 6];

/// The address, the frame's variables and the blocks of a page; nothing for a page that is not a folder. With `ready`
/// everything within the frame is one block of finished HTML.
pub(super) fn data(path: &str, html: &str, ready: bool) -> Option<Value> {
    let address = path.strip_suffix("/index.html")?;
    let root = "../".repeat(address.matches('/').count() + 1);
    let main = between(html, "<main id=\"main\">\n", "\n</main>")?;
    Some(json!({
        "address": address,
        "root": root,
        "title": unescaped(between(html, "<title>", "</title>")?),
        "description": unescaped(between(html, "<meta name=\"description\" content=\"", "\">")?),
        "population": html.contains("population.js"),
        "blocks": if ready { vec![json!({"html": main})] } else { blocks(main) },
    }))
}

/// The sentence of the footer that depends on the catalog.
pub(super) fn sentence(html: &str) -> Option<String> {
    let footer = between(html, "<footer class=\"bottom\">", "</footer>")?;
    between(footer, "<p>", "</p>").map(str::to_owned)
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(begin)?;
    rest.split_once(end).map(|(inside, _)| inside)
}

/// Ready-made HTML and runs of rows or items, in turn.
fn blocks(html: &str) -> Vec<Value> {
    let mut blocks = Vec::new();
    let (mut plain, mut rows): (String, Vec<Value>) = Default::default();
    let mut rest = html;
    while let Some((before, row, after)) = next_row(rest) {
        if !before.trim().is_empty() && !rows.is_empty() {
            blocks.push(json!({"rows": std::mem::take(&mut rows)}));
        }
        if rows.is_empty() {
            plain.push_str(before);
        }
        match row {
            Row::Innermost(row) => {
                if !plain.is_empty() {
                    blocks.push(json!({"html": std::mem::take(&mut plain)}));
                }
                rows.push(row);
            }
            Row::Nesting(tag) => {
                if !rows.is_empty() {
                    blocks.push(json!({"rows": std::mem::take(&mut rows)}));
                }
                plain.push_str(tag);
            }
        }
        rest = after;
    }
    if !rows.is_empty() {
        blocks.push(json!({"rows": rows}));
    }
    plain.push_str(rest);
    blocks.push(json!({"html": plain}));
    blocks
}

enum Row<'a> {
    /// A row or item without others inside it.
    Innermost(Value),
    /// The opening tag of an item that has others inside.
    Nesting(&'a str),
}

/// What stands before the next row or item, that row, and what follows it.
fn next_row(html: &str) -> Option<(&str, Row<'_>, &str)> {
    let (at, kind) = opening(html)?;
    let (before, row) = html.split_at(at);
    let (tag, inside) = row.split_at(row.find('>')? + 1);
    let (inner, after) = inside.split_once(&format!("</{kind}>"))?;
    if opening(inner).is_some() {
        return Some((before, Row::Nesting(tag), inside));
    }
    let attributes = tag.get(3..tag.len() - 1).unwrap_or_default().trim_start();
    let cells = if kind == "tr" { cells(inner) } else { pieces(inner) };
    let row = json!({"k": kind, "a": attributes, "c": cells});
    Some((before, Row::Innermost(row), after))
}

/// Where the next row or item opens, and which of them it is.
fn opening(html: &str) -> Option<(usize, &'static str)> {
    let kind = |at: usize| {
        let tag = html.get(at + 1..at + 4)?;
        let ends = tag.ends_with([' ', '>']);
        let kind = ["tr", "li"].into_iter().find(|kind| tag.starts_with(kind));
        kind.filter(|_| ends)
    };
    html.match_indices('<').find_map(|(at, _)| Some((at, kind(at)?)))
}

/// The cells of a row: attributes, then what [`simple`] gives.
fn cells(row: &str) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut rest = row;
    while let Some((tag, inside)) = rest.split_once("<t").and_then(|(_, it)| it.split_once('>')) {
        let (kind, attributes) = tag.split_at(1.min(tag.len()));
        let (inner, after) = inside.split_once(&format!("</t{kind}>")).unwrap_or((inside, ""));
        let mut parts = pieces(inner);
        let mut cell = match parts.pop() {
            Some(only) if parts.is_empty() => only,
            None => Default::default(),
            Some(_) => cell("html", inner.to_owned()),
        };
        (cell[0], cell[1]) = (format!("t{kind}"), attributes.trim_start().to_owned());
        cells.push(cell);
        rest = after;
    }
    cells
}

fn cell(kind: &str, text: String) -> Cell {
    let mut cell = Cell::default();
    kind.clone_into(&mut cell[2]);
    cell[5] = text;
    cell
}

/// Elements of a cell or item. Tags of other shapes than [`simple`] reads are given as they are.
fn pieces(html: &str) -> Vec<Cell> {
    let mut pieces: Vec<Cell> = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let (piece, after) = simple(rest).unwrap_or_else(|| {
            let end = match rest.strip_prefix('<') {
                Some(_) => rest.find('>').map_or(rest.len(), |at| at + 1),
                None => rest.find('<').unwrap_or(rest.len()),
            };
            let (this, after) = rest.split_at(end);
            let is_text = !this.starts_with('<');
            let text = if is_text { unescaped(this) } else { this.to_owned() };
            let kind = if is_text { "text" } else { "html" };
            (cell(kind, text), after)
        });
        match pieces.last_mut() {
            Some(last) if last[2] == "html" && piece[2] == "html" => last[5].push_str(&piece[5]),
            _ => pieces.push(piece),
        }
        rest = after;
    }
    pieces
}

/// `<a class href>text</a>`, `<span class title>text</span>` or `<code class>text</code>` at the start.
fn simple(html: &str) -> Option<(Cell, &str)> {
    let (tag, rest) = html.strip_prefix('<')?.split_once('>')?;
    let (kind, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    let second = match kind {
        "a" => "href",
        "span" => "title",
        "code" => "",
        _ => return None,
    };
    let mut take = |name: &str| {
        let begin = format!("{name}=\"");
        let Some((value, after)) = attributes.strip_prefix(&begin).and_then(|it| it.split_once('"')) else {
            return String::new();
        };
        attributes = after.trim_start();
        unescaped(value)
    };
    let (class, second) = (take("class"), take(second));
    let (text, after) = rest.split_once(&format!("</{kind}>"))?;
    if !attributes.is_empty() || text.contains('<') {
        return None;
    }
    let mut cell = cell(kind, unescaped(text));
    (cell[3], cell[4]) = (class, second);
    Some((cell, after))
}

fn unescaped(text: &str) -> String {
    const ENTITIES: &[(&str, &str)] = &[
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ];
    if !text.contains('&') {
        return text.to_owned();
    }
    let replace = |text: String, (entity, c): &(&str, &str)| text.replace(entity, c);
    ENTITIES.iter().fold(text.to_owned(), replace)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{blocks, data};

    #[test]
    fn rows_and_innermost_items_become_data() {
        let html = "<table><tbody>\n<tr data-rules=\"1\"><td class=\"n\">2</td><td><a class=\"field\" \
                    href=\"x/\">a &lt; b</a></td><td><code>c</code><br></td></tr>\n</tbody></table><ul><li class=\"any\">any<ul><li>\
                    <code>v</code></li></ul></li></ul>";
        let cells = json!([
            ["td", "class=\"n\"", "text", "", "", "2"],
            ["td", "", "a", "field", "x/", "a < b"],
            ["td", "", "html", "", "", "<code>c</code><br>"],
        ]);
        let row = json!({"k": "tr", "a": "data-rules=\"1\"", "c": cells});
        let item = json!({"k": "li", "a": "", "c": [["", "", "code", "", "", "v"]]});
        let expected = [
            json!({"html": "<table><tbody>\n"}),
            json!({"rows": [row]}),
            json!({"html": "\n</tbody></table><ul><li class=\"any\">any<ul>"}),
            json!({"rows": [item]}),
            json!({"html": "</ul></li></ul>"}),
        ];
        assert_eq!(blocks(html), expected);
    }

    #[test]
    fn a_page_is_addressed_as_a_folder() {
        let html =
            "<title>A &amp; B</title><meta name=\"description\" content=\"d\"><main id=\"main\">\nm\n</main>";
        let page = data("rules/a/b/index.html", html, false).expect("a page");
        assert_eq!(
            (page["root"].as_str(), page["title"].as_str()),
            (Some("../../../"), Some("A & B"))
        );
        assert_eq!(data("404.html", html, false), None);
    }
}

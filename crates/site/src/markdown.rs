//! Markdown from rules and from ATT&CK, made into harmless HTML.

use std::collections::HashSet;
use std::sync::OnceLock;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::contents::{Heading, name_headings};

/// Longer texts are cut, with a remark.
const MAX_MARKDOWN: usize = 64 * 1024;
/// Deeper nesting of quotes and lists is taken for an attack and shown as plain text: sanitising is quadratic in
/// depth.
const MAX_NESTING: usize = 16;

/// HTML that is safe to show as it is. Made only here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SafeHtml(String);

impl SafeHtml {
    /// The HTML.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Untrusted Markdown. Raw HTML is text, images are dropped, headings sink below the page's own, links go to
/// http(s) only.
pub(crate) fn untrusted(markdown: &str) -> SafeHtml {
    let text = cut(markdown);
    if is_plain(text) {
        return SafeHtml(paragraphs(text));
    }
    if nesting(text) > MAX_NESTING {
        return SafeHtml(format!("<pre>{}</pre>", crate::escape::escaped(text)));
    }
    let events =
        Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).map(
            |event| match event {
                Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
                Event::Start(Tag::Heading {
                    id, classes, attrs, ..
                }) => Event::Start(Tag::Heading {
                    level: HeadingLevel::H3,
                    id,
                    classes,
                    attrs,
                }),
                Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(HeadingLevel::H3)),
                other => other,
            },
        );
    let mut out = String::with_capacity(text.len() * 5 / 4);
    html::push_html(&mut out, events);
    SafeHtml(sanitiser().clean(&visible(&out)).to_string())
}

/// Whether no character has a meaning in Markdown or HTML: most texts of rules are like this, and sanitising is
/// the dearest part of a rule's page.
fn is_plain(text: &str) -> bool {
    let marks = |c: char| {
        matches!(
            c,
            '<' | '>'
                | '&'
                | '['
                | ']'
                | '*'
                | '_'
                | '`'
                | '#'
                | '|'
                | '~'
                | '\\'
                | '!'
                | '='
                | '+'
                | '\r'
                | '\t'
        )
    };
    let opens = |line: &str| line.starts_with(|c: char| matches!(c, '-' | ' ' | ':') || c.is_ascii_digit());
    !text.contains(marks) && !text.lines().any(opens)
}

/// Plain text as paragraphs.
fn paragraphs(text: &str) -> String {
    text.split("\n\n")
        .map(|paragraph| paragraph.trim_matches('\n'))
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| format!("<p>{}</p>\n", crate::escape::escaped(paragraph)))
        .collect()
}

/// Our own Markdown, from `content/`. Trusted to use HTML, still sanitised so that one mistake cannot open a page.
pub(crate) fn trusted(markdown: &str) -> SafeHtml {
    outlined(markdown).0
}

/// The same with the page's contents: every second-level heading can be linked to.
pub(crate) fn outlined(markdown: &str) -> (SafeHtml, Vec<Heading>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut events: Vec<Event<'_>> = Parser::new_ext(markdown, options).collect();
    let headings = name_headings(&mut events);
    let mut out = String::with_capacity(markdown.len() * 5 / 4);
    html::push_html(&mut out, events.into_iter());
    (SafeHtml(prose_sanitiser().clean(&out).to_string()), headings)
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(MAX_MARKDOWN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The deepest nesting that the start of any line opens: one level a quote or list marker, and one for two blanks
/// of indentation before a marker.
fn nesting(text: &str) -> usize {
    text.lines().map(line_nesting).max().unwrap_or(0)
}

fn line_nesting(line: &str) -> usize {
    let opening = line
        .find(|c| !matches!(c, ' ' | '\t' | '>' | '-' | '*' | '+'))
        .unwrap_or(line.len());
    let opening = &line[..opening];
    let quotes = opening.matches('>').count();
    let items = opening
        .split([' ', '>'])
        .filter(|word| matches!(*word, "-" | "*" | "+"))
        .count();
    let indent = opening.len() - opening.trim_start().len();
    if quotes + items == 0 {
        0
    } else {
        indent / 2 + quotes + items
    }
}

/// Invisible characters spelled out; the rest of the HTML is as it was.
fn visible(html: &str) -> String {
    html.chars()
        .map(|c| {
            if matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

fn sanitiser() -> &'static ammonia::Builder<'static> {
    static BUILDER: OnceLock<ammonia::Builder<'static>> = OnceLock::new();
    BUILDER.get_or_init(|| {
        let tags: HashSet<&str> = [
            "p",
            "br",
            "hr",
            "em",
            "strong",
            "del",
            "code",
            "pre",
            "blockquote",
            "ul",
            "ol",
            "li",
            "h3",
            "a",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        ]
        .into();
        builder(tags)
    })
}

fn prose_sanitiser() -> &'static ammonia::Builder<'static> {
    static BUILDER: OnceLock<ammonia::Builder<'static>> = OnceLock::new();
    BUILDER.get_or_init(|| {
        let mut builder = ammonia::Builder::default();
        builder
            .add_tag_attributes("h2", &["id"])
            .add_tag_attributes("h3", &["id"])
            .link_rel(Some("noopener noreferrer"))
            .url_relative(ammonia::UrlRelative::PassThrough);
        builder
    })
}

fn builder(tags: HashSet<&'static str>) -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(tags)
        .add_tag_attributes("a", &["href"])
        .url_schemes(["http", "https"].into())
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer"));
    builder
}

#[cfg(test)]
mod tests {
    use super::untrusted;

    #[test]
    fn nothing_active_survives() {
        let hostile = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](data:text/html,<script>)",
            "<a href='//evil'>x</a>",
            "![x](http://e/x.png)",
            "[x](/relative)",
            "```\"><script>\nx\n```",
            "<svg/onload=alert(1)>",
            "[x](\tjavascript:alert(1))",
        ];
        for markdown in hostile {
            let html = untrusted(markdown).as_str().to_lowercase();
            for bad in [
                "<script",
                "<img",
                "<svg",
                "href=\"javascript",
                "href=\"data",
                "href=\"//",
                "href=\"/",
                " onerror=\"",
            ] {
                assert!(!html.contains(bad), "{markdown:?} gave {html}");
            }
        }
    }

    #[test]
    fn ordinary_text_is_set_and_links_are_marked() {
        let html = untrusted("# A\n\nSee `x` at [y](https://example.org/?a=1&b=2).");
        assert_eq!(
            html.as_str(),
            "<h3>A</h3>\n<p>See <code>x</code> at <a href=\"https://example.org/?a=1&amp;b=2\" \
             rel=\"nofollow noopener noreferrer\">y</a>.</p>\n"
        );
    }

    #[test]
    fn deep_nesting_is_plain_text() {
        assert!(untrusted(&">".repeat(50_000)).as_str().starts_with("<pre>"));
        assert!(untrusted(&"- ".repeat(20_000)).as_str().starts_with("<pre>"));
    }
}

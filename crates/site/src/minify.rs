//! Pages without what browsers do without: spaces between blocks, quotes and defaults of attributes.
//!
//! Templates are stripped of indentation when they are loaded, which is most of it and costs nothing; this takes the
//! rest, page by page. What is left is HTML that validators accept: all end tags stay.

use crate::Rendered;

/// Whether this program can minify: the feature `minify` was on when it was compiled.
pub const CAN_MINIFY: bool = cfg!(feature = "minify");

/// The file, minified if it is a page.
#[cfg(feature = "minify")]
pub(crate) fn minified(mut file: Rendered) -> Rendered {
    if file.route.as_str().ends_with(".html") {
        let options = minify_html::Cfg {
            keep_closing_tags: true,
            keep_html_and_head_opening_tags: true,
            keep_input_type_text_attr: true,
            ..minify_html::Cfg::default()
        };
        file.bytes = minify_html::minify(&file.bytes, &options);
    }
    file
}

/// The file as it is: the settings ask for nothing that was not compiled in.
#[cfg(not(feature = "minify"))]
pub(crate) fn minified(file: Rendered) -> Rendered {
    file
}

#[cfg(all(test, feature = "minify"))]
mod tests {
    use super::minified;
    use crate::{Rendered, Route};

    fn minify(path: &str, text: &str) -> String {
        let route = Route::file(path).expect("a route");
        let bytes = text.as_bytes().to_vec();
        String::from_utf8(minified(Rendered { route, bytes }).bytes).expect("UTF-8")
    }

    #[test]
    fn rule_text_keeps_its_spaces() {
        for text in [
            "<pre>a  b\n\n\tc </pre>",
            "<code>cmd  /c  \"x\" </code>",
            "<pre><code><span class=s>a  b</span>\n  <span>c</span>\n</code></pre>",
            "<p>one <b>two</b> <i>three</i></p>",
        ] {
            let page = minify(
                "index.html",
                &format!("<!doctype html><title>t</title><div>{text}</div>"),
            );
            assert!(page.contains(text), "{page}");
        }
    }

    #[test]
    fn what_rules_say_stays_text() {
        let page = minify(
            "index.html",
            "<p title=\"&quot; onclick=x &#x27; y>\">&lt;script&gt;&amp;lt; &amp;amp;</p>",
        );
        assert!(
            page.contains("&lt;script>") && !page.contains("<script"),
            "{page}"
        );
        assert!(page.contains("&amp;lt; &amp;amp;"), "{page}");
    }

    #[test]
    fn pages_lose_spaces_and_keep_end_tags_and_other_files_stay() {
        let text = "<!doctype html><html><head><title>t</title></head><body>\n  <ul>\n    <li>a</li>\n  </ul>\n</body></html>";
        let page = minify("index.html", text);
        assert!(page.ends_with("<ul><li>a</li></ul></body></html>"), "{page}");
        assert_eq!(minify("index.json", text), text);
    }
}

//! From an address to a page.
//!
//! An address never becomes a path on disk: it is looked up among the routes of the edition, and what is not there
//! does not exist.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use site::{Failure, Route};

use super::edition::{Edition, Page, Statics};
use super::note::Note;
use super::shelf::{Shelf, Shown};

/// What reloads the page; it is put into served pages only, never into a built site.
const SCRIPT: &str = "/_gen/reload.js";

/// The page shown in place of one that does not exist.
const MISSING: &str = "404.html";

/// Content types by the ending of a name.
const TYPES: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("ndjson", "application/x-ndjson"),
    ("csv", "text/csv; charset=utf-8"),
    ("xml", "application/xml"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("md", "text/plain; charset=utf-8"),
    ("webmanifest", "application/manifest+json"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("ico", "image/vnd.microsoft.icon"),
    ("woff2", "font/woff2"),
    ("woff", "font/woff"),
    ("wasm", "application/wasm"),
    ("pdf", "application/pdf"),
];

/// The file that an address names, if it can name one.
pub(super) fn named(path: &str) -> Option<Route> {
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.is_empty() || path.ends_with('/') {
        return Route::page(path);
    }
    Route::file(path)
}

/// The page that an address without its last slash means.
fn folder(path: &str) -> Option<Route> {
    let path = path.strip_prefix('/').unwrap_or(path);
    Route::page(&format!("{path}/")).filter(|_| !path.is_empty() && !path.ends_with('/'))
}

/// Answers a request for the site.
pub(super) async fn answer(State(shelf): State<Shelf>, uri: Uri, headers: HeaderMap) -> Response {
    let mut shown = shelf.follow();
    // The shelf is ours, so it outlives the wait.
    let shown = match shown.wait_for(Shown::is_ready).await {
        Ok(shown) => shown.clone(),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let Some(edition) = &shown.edition else {
        let notes: Vec<Note> = shown.problems.iter().map(Note::new).collect();
        return sorry(StatusCode::SERVICE_UNAVAILABLE, "There is no site yet", &notes);
    };
    let answer = respond(edition, &uri, &headers).await;
    answer.unwrap_or_else(|failure| failed(&failure))
}

async fn respond(edition: &Edition, uri: &Uri, headers: &HeaderMap) -> Result<Response, Failure> {
    let path = uri.path();
    if let Some(route) = named(path)
        && let Some(page) = edition.page(&route).await?
    {
        return Ok(found(edition, &route, &page, headers));
    }
    if let Some(route) = folder(path)
        && edition.page(&route).await?.is_some()
    {
        return Ok(Redirect::temporary(&moved(&route, uri)).into_response());
    }
    let missing = match Route::file(MISSING) {
        Some(route) => edition.page(&route).await?,
        None => None,
    };
    let body = missing.map(|page| with_script(&page.bytes, &print(edition, &page)));
    Ok(html(StatusCode::NOT_FOUND, body.unwrap_or_default()))
}

/// The address of a folder, with the question that was asked of it.
fn moved(route: &Route, uri: &Uri) -> String {
    match uri.query() {
        Some(query) => format!("/{}?{query}", route.address()),
        None => format!("/{}", route.address()),
    }
}

fn found(edition: &Edition, route: &Route, page: &Page, asked: &HeaderMap) -> Response {
    let kind = kind(route);
    let (body, print) = if kind.starts_with("text/html") {
        let print = print(edition, page);
        (with_script(&page.bytes, &print), print)
    } else {
        (page.bytes.clone(), format!("{:032x}", page.print))
    };
    let tag = format!("\"{print}\"");
    let known = asked.get_all(header::IF_NONE_MATCH);
    if known.iter().any(|it| it.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let kind = HeaderValue::from_static(kind);
    let cache = HeaderValue::from_static("no-cache");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache)];
    (headers, [(header::ETAG, tag)], body).into_response()
}

/// What a page shows, in three parts: itself, the stylesheets, all other static files.
fn print(edition: &Edition, page: &Page) -> String {
    let Statics { styles, others } = edition.statics();
    format!("{:032x}.{styles:032x}.{others:032x}", page.print)
}

fn failed(failure: &Failure) -> Response {
    let note = Note {
        place: failure.route.clone(),
        message: failure.message.clone(),
        ..Note::default()
    };
    sorry(
        StatusCode::INTERNAL_SERVER_ERROR,
        "This page cannot be made",
        &[note],
    )
}

/// A page in place of the one that cannot be shown; it reloads when there is one.
fn sorry(status: StatusCode, title: &str, notes: &[Note]) -> Response {
    let items: String = notes
        .iter()
        .map(|it| format!("<li><pre>{}</pre></li>\n", escaped(&it.to_string())))
        .collect();
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
         <body><h1>{title}</h1>\n<ul>\n{items}</ul>\n</body></html>\n"
    );
    html(status, with_script(page.as_bytes(), "none"))
}

fn html(status: StatusCode, body: Bytes) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let cache = [(header::CACHE_CONTROL, "no-store")];
    (status, kind, cache, body).into_response()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The page with our script at the end of its head, or of itself when it has none.
fn with_script(bytes: &[u8], print: &str) -> Bytes {
    let tag = format!("<script src=\"{SCRIPT}\" data-print=\"{print}\" defer></script>\n");
    let end = b"</head>";
    let at = bytes
        .windows(end.len())
        .position(|it| it == end)
        .unwrap_or(bytes.len());
    Bytes::from([&bytes[..at], tag.as_bytes(), &bytes[at..]].concat())
}

fn kind(route: &Route) -> &'static str {
    let (_, ending) = route.as_str().rsplit_once('.').unwrap_or_default();
    let ending = ending.to_ascii_lowercase();
    let known = TYPES.iter().find(|(name, _)| *name == ending);
    known.map_or("application/octet-stream", |(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use site::Route;

    use super::{folder, named, with_script};

    #[test]
    fn an_address_names_a_file_of_the_site_or_none() {
        let file = |path| Route::file(path);
        assert_eq!(named("/"), file("index.html"));
        assert_eq!(named("/rules/a/"), file("rules/a/index.html"));
        assert_eq!(named("/static/css/site.css"), file("static/css/site.css"));
        assert_eq!(folder("/rules/a"), file("rules/a/index.html"));
        let nowhere = [
            "//rules/a/",
            "//evil.example/",
            "//evil.example",
            "/../site.toml",
            "/rules/../../site.toml",
            "/rules/a/..%2f..%2fsite.toml",
            "/%2e%2e/site.toml",
            "/rules/a\\",
            "/rules%5ca",
            "/rules/a/;x",
            "/rules/a%00",
            "/./index.html",
            "/rules//a/",
            "/C:/index.html",
            "/.git/config",
        ];
        for path in nowhere {
            assert_eq!((named(path), folder(path)), (None, None), "{path}");
        }
    }

    #[test]
    fn the_script_ends_the_head() {
        let page = with_script(b"<html><head></head><body></head></body></html>", "p");
        let expected =
            "<html><head><script src=\"/_gen/reload.js\" data-print=\"p\" defer></script>\n</head>";
        assert!(page.starts_with(expected.as_bytes()), "{page:?}");
        assert!(with_script(b"bare", "p").starts_with(b"bare<script"));
    }
}

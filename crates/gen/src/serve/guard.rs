//! Who may ask for what.
//!
//! A site being written is nobody else's business. A page from elsewhere can send requests to this machine, and by
//! letting its own name lead here it could read the answers (DNS rebinding); so only known names are answered. No
//! header allows another origin to read anything.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The policy of the site's own pages (templates/base.html), as a header for everything, and no frames.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// The names under which the site is answered for, in lower case.
#[derive(Clone, Debug)]
pub(super) struct Hosts(Arc<BTreeSet<String>>);

impl Hosts {
    /// This machine's own names, the interface, and those allowed by hand.
    pub(super) fn new(interface: IpAddr, allowed: &[String]) -> Hosts {
        let mut names: BTreeSet<String> = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).into();
        names.insert(match interface {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        });
        names.extend(allowed.iter().map(|name| name.trim().to_lowercase()));
        Hosts(Arc::new(names))
    }

    fn know(&self, authority: &str) -> bool {
        let host = authority.parse::<Authority>();
        host.is_ok_and(|it| !authority.contains('@') && self.0.contains(&it.host().to_lowercase()))
    }

    /// Whether all names that a request gives for this machine are known; it must give one.
    fn admit(&self, request: &Request) -> bool {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let header = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host.to_str().is_ok_and(|host| self.know(host)),
            _ => false,
        };
        let authority = request.uri().authority();
        header && authority.is_none_or(|it| self.know(it.as_str()))
    }
}

/// Turns away what is not a plain look at the site, and puts the strict headers on every answer.
pub(super) async fn guard(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    let mut response = if !hosts.admit(&request) {
        let text = "This name is not known here. If it is yours, start gen serve with --allow-host and it.\n";
        (StatusCode::FORBIDDEN, text).into_response()
    } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allow = [(header::ALLOW, "GET, HEAD")];
        (
            StatusCode::METHOD_NOT_ALLOWED,
            allow,
            "Only GET and HEAD are answered.\n",
        )
            .into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Request;

    use super::Hosts;

    fn admits(uri: &str, hosts: &[&str]) -> bool {
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header("host", *host);
        }
        let request = request.body(Body::empty()).expect("a request");
        let allowed = ["Preview.Example".to_owned()];
        Hosts::new("192.0.2.7".parse().expect("an address"), &allowed).admit(&request)
    }

    #[test]
    fn only_known_names_are_answered() {
        let known = [
            "localhost",
            "localhost:8000",
            "LOCALHOST:1",
            "127.0.0.1:8000",
            "[::1]:8000",
            "[::1]",
            "192.0.2.7:80",
            "preview.example:8000",
        ];
        for host in known {
            assert!(admits("/", &[host]), "{host}");
        }
        let unknown = [
            "evil.example",
            "localhost.evil.example",
            "evil.example:8000",
            "localhost@evil.example",
            "evil.example@localhost",
            "127.0.0.1.nip.example",
            "127.0.0.2",
            "0.0.0.0",
            "[::2]",
            "::1",
            "localhost/evil",
            "",
            " ",
        ];
        for host in unknown {
            assert!(!admits("/", &[host]), "{host}");
        }
        assert!(!admits("/", &[]), "a request must name its host");
        assert!(!admits("/", &["localhost", "evil.example"]), "two names");
        assert!(
            !admits("http://evil.example/", &["localhost"]),
            "another name in the address"
        );
    }
}

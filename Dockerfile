# gen in a small image without a shell, run as nobody in particular:
#   docker run --rm -v "$PWD:/site" gen build
# It holds no git: run `gen sync` outside, or mount what it fetched.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --features minify

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/release/gen /usr/local/bin/gen
COPY LICENSE THIRD_PARTY.md /usr/share/doc/gen/
WORKDIR /site
ENTRYPOINT ["/usr/local/bin/gen"]
CMD ["--help"]

//! The command as its users meet it: exit codes, messages, and a folder that is always right.

mod build;
mod changes;
mod check;
mod config;
mod export;
mod kill;
mod preview;
mod problems;
mod project;
mod schemas;
mod serve;
mod starter;
mod watch;

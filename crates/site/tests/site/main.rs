//! What a site promises: pages that hold, text that stays text, a folder that is always whole.

mod hostile;
mod output;
mod pages;
mod sample;
mod search;

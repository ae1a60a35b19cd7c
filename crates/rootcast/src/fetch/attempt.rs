//! One request for a file, from the connection to the last byte or the first trouble.

use std::{
    io::Read,
    time::{Duration, Instant},
};

use ureq::http::{Response, StatusCode, header};

use super::{
    Limits, Progress,
    error::FetchError,
    partial::Partial,
    seen::{self, Validators},
};

/// Bytes read at a time.
const BLOCK: usize = 64 << 10;

/// What came of one request.
#[derive(Debug)]
pub(super) enum Attempt {
    /// Every byte is on disk.
    Whole,
    /// The server says that nothing changed.
    Unchanged,
    /// It failed in a way that may pass; the server may have said when to come back.
    Again {
        /// What happened.
        why: String,
        /// In the server's words.
        after: Option<Duration>,
    },
}

fn again(why: impl Into<String>) -> Attempt {
    Attempt::Again {
        why: why.into(),
        after: None,
    }
}

/// Sends one request for what `partial` lacks; `known` is the state of the file that is ingested already.
pub(super) fn attempt(
    url: &str,
    partial: &mut Partial,
    known: Option<&Validators>,
    limits: &Limits,
    remaining: Duration,
    progress: &dyn Fn(Progress),
) -> Result<Attempt, FetchError> {
    let mut request = agent(url, limits, remaining).get(url);
    let resuming = partial
        .resume()
        .map(|(from, validator)| (from, validator.to_owned()));
    if let Some((from, validator)) = &resuming {
        request = request
            .header(header::RANGE, format!("bytes={from}-"))
            .header(header::IF_RANGE, validator);
    } else if let Some(known) = known {
        if let Some(etag) = &known.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(day) = &known.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, day);
        }
    }
    let response = match request.call() {
        Ok(response) => response,
        Err(e) => return trouble(url, &e, limits),
    };
    let status = response.status();
    let validators = Validators {
        etag: text(&response, header::ETAG),
        last_modified: text(&response, header::LAST_MODIFIED),
    };
    match status {
        StatusCode::OK => partial.begin(url, validators)?,
        StatusCode::PARTIAL_CONTENT => {
            let fits = resuming.is_some()
                && range_start(&response) == Some(partial.have())
                && (validators.etag.is_none() || validators.etag == partial.validators().etag);
            if !fits {
                partial.discard(url)?;
                return Ok(again("the server sent a part of the file that was not asked for"));
            }
        }
        StatusCode::NOT_MODIFIED if resuming.is_none() && known.is_some() => return Ok(Attempt::Unchanged),
        StatusCode::RANGE_NOT_SATISFIABLE if resuming.is_some() => {
            partial.discard(url)?;
            return Ok(again("the file changed between two attempts"));
        }
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            return Ok(busy(&response));
        }
        _ if status.is_server_error() => return Ok(busy(&response)),
        _ => {
            return Err(FetchError::Status {
                url: url.to_owned(),
                status: status.to_string(),
            });
        }
    }
    body(url, response, partial, limits, progress)
}

fn body(
    url: &str,
    response: Response<ureq::Body>,
    partial: &mut Partial,
    limits: &Limits,
    progress: &dyn Fn(Progress),
) -> Result<Attempt, FetchError> {
    let promised = text(&response, header::CONTENT_LENGTH)
        .and_then(|l| l.trim().parse::<u64>().ok())
        .map(|l| partial.have().saturating_add(l));
    let too_large = || FetchError::TooLarge {
        url: url.to_owned(),
        limit: limits.bytes,
    };
    if promised.is_some_and(|p| p > limits.bytes) {
        partial.discard(url)?;
        return Err(too_large());
    }
    let mut reader = response.into_body().into_reader();
    let mut block = vec![0; BLOCK];
    let (mut since, mut then) = (Instant::now(), partial.have());
    loop {
        let n = match reader.read(&mut block) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(e) => {
                return Ok(again(format!(
                    "the connection ended after {} bytes{}: {e}",
                    partial.have(),
                    promised.map(|p| format!(" of {p}")).unwrap_or_default()
                )));
            }
        };
        if partial.have() + n as u64 > limits.bytes {
            partial.discard(url)?;
            return Err(too_large());
        }
        partial.write(&block[..n])?;
        progress(Progress::Bytes {
            bytes: partial.have(),
            of: promised,
        });
        if since.elapsed() >= limits.stall {
            if partial.have() - then < limits.slowest {
                return Ok(again(format!(
                    "the server sent {} bytes in {:.0} seconds",
                    partial.have() - then,
                    since.elapsed().as_secs_f64()
                )));
            }
            (since, then) = (Instant::now(), partial.have());
        }
    }
    match promised {
        Some(p) if p != partial.have() => Ok(again(format!(
            "the server promised {p} bytes and sent {}",
            partial.have()
        ))),
        _ => Ok(Attempt::Whole),
    }
}

fn agent(url: &str, limits: &Limits, remaining: Duration) -> ureq::Agent {
    let mut config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(limits.redirects)
        .user_agent(concat!("rootcast/", env!("CARGO_PKG_VERSION")))
        // The lengths and ranges asked about are those of the file, not of a compressed form of it.
        .accept_encoding("identity")
        .timeout_connect(Some(limits.connect))
        .timeout_recv_response(Some(limits.stall.max(limits.connect)))
        .timeout_per_read(Some(limits.stall))
        .timeout_global(Some(remaining));
    if is_this_machine(url) {
        config = config.proxy(None);
    }
    config.build().into()
}

/// A proxy cannot reach a server on this machine.
fn is_this_machine(url: &str) -> bool {
    url.parse::<ureq::http::Uri>().is_ok_and(|u| {
        u.host()
            .is_some_and(|h| h == "localhost" || h == "[::1]" || h.starts_with("127."))
    })
}

fn trouble(url: &str, e: &ureq::Error, limits: &Limits) -> Result<Attempt, FetchError> {
    let address = |reason: String| FetchError::Address {
        url: url.to_owned(),
        reason,
    };
    match e {
        ureq::Error::TooManyRedirects | ureq::Error::RedirectFailed => Err(FetchError::Redirects {
            url: url.to_owned(),
            limit: limits.redirects,
        }),
        ureq::Error::BadUri(why) => Err(address(why.clone())),
        ureq::Error::Http(why) => Err(address(why.to_string())),
        ureq::Error::HostNotFound => Ok(again(
            "the server's name is not known; is this machine on a network?",
        )),
        other => Ok(again(other.to_string())),
    }
}

fn busy(response: &Response<ureq::Body>) -> Attempt {
    let after = text(response, header::RETRY_AFTER).and_then(|t| {
        let seconds = t.trim().parse().ok();
        // Or else a date, which may have passed.
        seconds.or_else(|| {
            let wait = seen::instant(&t)?.as_second() - jiff::Timestamp::now().as_second();
            Some(u64::try_from(wait).unwrap_or(0))
        })
    });
    Attempt::Again {
        why: format!("the server answered {}", response.status()),
        after: after.map(Duration::from_secs),
    }
}

fn text(response: &Response<ureq::Body>, name: header::HeaderName) -> Option<String> {
    Some(response.headers().get(name)?.to_str().ok()?.to_owned())
}

/// The first byte of `Content-Range: bytes 100-199/200`.
fn range_start(response: &Response<ureq::Body>) -> Option<u64> {
    let range = text(response, header::CONTENT_RANGE)?;
    let (start, _) = range.trim().strip_prefix("bytes")?.trim().split_once('-')?;
    start.parse().ok()
}

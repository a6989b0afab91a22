"""Faults around a call: walks through pages, interruptions, many callers, the process itself, httpx alone."""

from __future__ import annotations

from .fault import Scene

WALKS = (
    Scene(
        name="error in page n",
        promise="the error carries the cursor to go on from; nothing is lost or repeated, by the same "
        "iterator or another",
        test="faults/test_walks.py::test_walk_that_fails_goes_on_from_the_cursor_of_the_error",
    ),
    Scene(
        name="cursor that repeats",
        promise="`errors.RepeatedCursorError` with the cursor, after what came before was handed out",
        test="faults/test_walks.py::test_cursor_that_repeats_ends_the_walk_with_its_cursor",
    ),
    Scene(
        name="cursor that never ends",
        promise="a page for each step that is taken, none fetched ahead",
        test="faults/test_walks.py::test_cursor_that_never_ends_gives_pages_for_as_long_as_they_are_taken",
    ),
    Scene(
        name="page that shrinks, or is empty",
        promise="goes on: only an empty cursor is the end",
        test="faults/test_walks.py::test_page_that_shrinks_does_not_end_the_walk",
    ),
    Scene(
        name="page whose cursor cannot be read",
        promise="the page is handed out; the step after it raises `errors.PaginationError`",
        test="runtime/test_drift_pages.py::test_page_with_unreadable_cursor_is_handed_out_before_the_walk_stops",
    ),
    Scene(
        name="iterator used by two threads, or two tasks, at once",
        promise="the second is refused, and the walk is not disturbed",
        test="runtime/test_pages.py::test_walk_shared_by_threads_refuses_the_second_reader",
    ),
)

INTERRUPTIONS = (
    Scene(
        name="task cancelled, anywhere in a call",
        promise="its connection is closed, its turn given back, and the next call is clean",
        test="faults/test_interruptions.py::test_task_that_is_cancelled_leaves_no_connection_half_used",
    ),
    Scene(
        name="task cancelled at the moment in which a connection is ready, or is given back",
        promise="the connection is not lost to the pool, as it would be to httpx alone",
        test="faults/test_custody.py::test_task_cancelled_at_any_step_loses_no_connection",
    ),
    Scene(
        name="task cancelled, once or again, while tidying up waits for other tasks",
        promise="the connection is closed first; nobody waits for that for more than a second",
        test="faults/test_custody_locks.py::test_fault_whose_tidying_up_waits_for_other_tasks_loses_no_connection",
    ),
    Scene(
        name="task cancelled in the TLS handshake",
        promise="the connection is closed",
        test="faults/test_interruptions.py::test_task_that_is_cancelled_in_the_handshake_closes_the_connection",
    ),
    Scene(
        name="thread interrupted (Ctrl-C), anywhere in a call",
        promise="its connection is closed, and the next call is clean",
        test="faults/test_interruptions.py::test_thread_that_is_interrupted_leaves_no_connection_half_used",
    ),
    Scene(
        name="keep-alive connection closed while it is idle",
        promise="not used again; nobody notices",
        test="faults/test_interruptions.py::test_connection_closed_while_idle_is_not_used_again",
    ),
    Scene(
        name="keep-alive connection breaks when it is used again",
        promise="tried again on a new one, signed anew",
        test="faults/test_interruptions.py::test_connection_that_breaks_when_it_is_used_again_is_replaced",
    ),
    Scene(
        name="client closed during a call",
        promise="an error that says so",
        test="faults/test_interruptions.py::test_client_closed_during_a_call_says_so",
    ),
)

CALLERS = (
    Scene(
        name="64 threads on one client",
        promise="each call is answered, though every fifth connection breaks",
        test="faults/test_processes.py::test_threads_share_a_client",
    ),
    Scene(
        name="1,000 tasks on one client",
        promise="each call is answered, on no more connections than `limits` says",
        test="faults/test_processes.py::test_tasks_share_a_client",
    ),
    Scene(
        name="all connections in use for too long",
        promise="`errors.ApiTimeoutError` with phase `pool`",
        test="faults/test_processes.py::test_pool_that_is_exhausted_is_told_by_name",
    ),
    Scene(
        name="many calls on a client with a rate",
        promise="spaced evenly, in turn; who cannot be in time is told at once",
        test="faults/test_rates.py::test_call_whose_turn_comes_too_late_is_told_so_at_once",
    ),
    Scene(
        name="process forked off",
        promise="opens connections of its own; over an `http_client` of yours that was used, an error says "
        "what to do",
        test="faults/test_processes.py::test_process_that_is_forked_opens_connections_of_its_own",
    ),
    Scene(
        name="key file replaced or removed while running",
        promise="a client keeps the key that it was made with; the next one reads the file",
        test="faults/test_processes.py::test_key_file_replaced_is_read_by_the_next_client",
    ),
    Scene(
        name="interpreter shuts down amid calls",
        promise="nothing is printed, and it does not hang",
        test="faults/test_processes.py::test_interpreter_that_shuts_down_amid_calls_says_nothing",
    ),
    Scene(
        name="clock off, and 16 threads find out at once",
        promise="repaired once, all calls succeed",
        test="faults/test_clocks.py::test_clock_is_repaired_once_for_many_threads",
    ),
)

PLAIN = (
    Scene(
        name="each fault above that httpx ends by itself",
        promise="each request signed anew; no secret in error, traceback, `repr` or log",
        test="faults/test_plain_httpx.py::test_fault_met_by_httpx_with_the_auth_alone_shows_no_secret",
    ),
    Scene(
        name="connection breaks while the request is sent",
        promise="the frames that held its bytes are emptied",
        test="faults/test_plain_httpx.py::test_request_that_fails_while_it_is_sent_shows_no_secret",
    ),
    Scene(
        name="64 threads on one `KalshiAuth`",
        promise="each request has its own signature",
        test="faults/test_plain_httpx.py::test_threads_share_an_auth_of_plain_httpx",
    ),
    Scene(
        name="task cancelled",
        promise="no secret in the traceback, whose locals hold the signed request",
        test="faults/test_plain_httpx.py::test_task_cancelled_in_plain_httpx_shows_no_secret",
    ),
    Scene(
        name="redirect followed, where `follow_redirects` was turned on",
        promise="the answer of another origin is refused with `SignedRequestRedirectedError`",
        test="faults/test_plain_httpx.py::test_redirect_followed_by_plain_httpx_is_refused",
    ),
    Scene(
        name="process forked off",
        promise="signs as its parent does",
        test="faults/test_processes.py::test_process_that_is_forked_signs_with_the_auth_alone",
    ),
    Scene(
        name="signed request or auth pickled",
        promise="masked; the auth refuses",
        test="auth_plugin/test_secrecy.py::test_signed_request_pickled_is_masked",
    ),
)

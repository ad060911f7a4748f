-- Tickets taken as a kiosk takes them: a fresh idempotency key each, one queue after the other.
-- Arguments: path, authorization, prefix of the keys, queue ids.

local made = 0

function init(args)
    path, authorization, prefix = args[1], args[2], args[3]
    bodies = {}
    for place = 4, #args do
        bodies[#bodies + 1] = string.format('{"queue_id":"%s"}', args[place])
    end
end

function request()
    made = made + 1
    local headers = {
        ["Authorization"] = authorization,
        ["Content-Type"] = "application/json",
        ["Idempotency-Key"] = prefix .. made,
    }
    return wrk.format("POST", path, headers, bodies[made % #bodies + 1])
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        '{"answered":%d,"duration_s":%.6f,"refused":%d,"broken":%d,"p50_ms":%.3f,"p99_ms":%.3f}\n',
        summary.requests, summary.duration / 1e6, errors.status,
        errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000
    ))
end

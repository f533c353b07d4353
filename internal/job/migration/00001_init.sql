-- +goose Up

-- How far a job has come, for people to see. The job itself stands in River's tables.
CREATE TABLE job_progress (
    job     BIGINT PRIMARY KEY,
    done    BIGINT NOT NULL,
    total   BIGINT NOT NULL,
    updated BIGINT NOT NULL
);

package io.gopool.spring;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the meters. To have none, set management.metrics.enable.gopool to false.
 *
 * @param taskTimers Whether tasks and blocked submitters are timed.
 * @param sampling Part of the tasks that is timed: 0.1 for one in ten.
 * @param taskNames Names of tasks that become a tag of their times; further ones are 'other'. Zero
 *     for no such tag.
 */
public record MetricsProperties(
    @DefaultValue("true") boolean taskTimers,
    @DefaultValue("1.0") double sampling,
    @DefaultValue("0") int taskNames) {}

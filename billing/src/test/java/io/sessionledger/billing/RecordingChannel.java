package io.sessionledger.billing;

import io.sessionledger.TenantId;
import io.sessionledger.credit.AlertChannel;
import io.sessionledger.credit.CreditAlert;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what it was given, and notices if it is given one alert twice at the same time. */
final class RecordingChannel implements AlertChannel {

    private final List<CreditAlert> taken = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<UUID, Integer> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger collisions = new AtomicInteger();
    private final AtomicInteger failuresToCome = new AtomicInteger();

    /** Fails so often before it takes anything. */
    void failNext(int times) {
        failuresToCome.set(times);
    }

    @Override
    public void deliver(TenantId tenant, CreditAlert alert) throws Exception {
        if (underWay.merge(alert.id(), 1, Integer::sum) > 1) {
            collisions.incrementAndGet();
        }
        try {
            if (failuresToCome.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("a text that nobody may see: secret");
            }
            taken.add(alert);
        } finally {
            underWay.remove(alert.id());
        }
    }

    List<CreditAlert> taken() {
        return taken;
    }

    int collisions() {
        return collisions.get();
    }
}

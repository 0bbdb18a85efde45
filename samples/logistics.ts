import { z } from 'zod';
import { serveStdio } from './kit/serve-stdio.ts';
import { effect, Refusal, undo } from './kit/tool.ts';
import { undoOutput } from './kit/undo-output.ts';

const DELIVERED_TO = ['AT', 'BE', 'CH', 'DE', 'DK', 'ES', 'FR', 'GB', 'IE', 'IT', 'NL', 'PL', 'PT', 'SE', 'US'];

await serveStdio({
  name: 'logistics_server',
  description: 'Shipments of reserved goods.',
  tools: [
    effect({
      name: 'schedule_delivery',
      title: 'Schedule delivery',
      description: 'Books the delivery of a reservation. Refused for a country that no carrier serves.',
      input: z.strictObject({
        order_id: z.string().min(1),
        reservation_id: z.string().min(1),
        address: z.strictObject({
          street: z.string().min(1),
          city: z.string().min(1),
          postal_code: z.string().min(1),
          country: z.string().length(2).describe('ISO 3166 code, such as DE'),
        }),
      }),
      output: z.strictObject({ shipment_id: z.string(), carrier: z.string(), days: z.int() }),
      ref: 'shipment_id',
      apply({ address }, ledger) {
        if (!DELIVERED_TO.includes(address.country)) throw new Refusal(`No carrier delivers to ${address.country}.`);
        const isOverseas = address.country === 'US';
        const carrier = isOverseas ? 'Atlantic Freight' : 'Continental Parcel';
        return { shipment_id: ledger.newRef('shp'), carrier, days: isOverseas ? 9 : 2 };
      },
    }),
    undo({
      name: 'cancel_shipment',
      title: 'Cancel shipment',
      description: 'Cancels the delivery of an order.',
      input: z.strictObject({ order_id: z.string().min(1), shipment_id: z.string().optional() }),
      output: undoOutput,
      undoes: 'schedule_delivery',
    }),
  ],
});

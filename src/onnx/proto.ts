/**
 * A graph as the bytes of an ONNX ModelProto. Weights in files stay there: the model names file, offset and length
 * relative to one folder, which the runtime is told of. Field numbers: onnx/onnx.proto (IR version 10).
 */
import { bytesOf, dataTypeCode } from './dtypes.ts';
import { type Graph, type Initializer, type Node, type Value } from './graph.ts';
import { attributeKind, type TensorAttribute } from './operators.ts';
import { MessageWriter } from './protobuf.ts';

const irVersion = 10;
const opset = 23;

const attributeTypes = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;

/** How a file of external data is named in the model; the default is its path as it stands. */
export type LocationOf = (file: string) => string;

/** The bytes of a model. They must stay below 2 GB: large weights belong in files. */
export function modelBytes(graph: Graph, locationOf: LocationOf = (file) => file): Uint8Array {
  const model = new MessageWriter();
  model.integer(1, irVersion);
  model.string(2, 'vouch');
  model.message(7, (writer) => {
    writeGraph(writer, graph, locationOf);
  });
  for (const [domain, version] of [
    ['', opset],
    ['com.microsoft', 1],
  ] as const) {
    model.message(8, (writer) => {
      writer.string(1, domain);
      writer.integer(2, version);
    });
  }
  return model.finish();
}

function writeGraph(writer: MessageWriter, graph: Graph, locationOf: LocationOf): void {
  for (const node of graph.nodes)
    writer.message(1, (inner) => {
      writeNode(inner, node);
    });
  writer.string(2, graph.name);
  for (const initializer of graph.initializers) {
    writer.message(5, (inner) => {
      writeInitializer(inner, initializer, locationOf);
    });
  }
  for (const value of graph.inputs)
    writer.message(11, (inner) => {
      writeValue(inner, value);
    });
  for (const value of graph.outputs)
    writer.message(12, (inner) => {
      writeValue(inner, value);
    });
}

function writeNode(writer: MessageWriter, node: Node): void {
  for (const name of node.inputs) writer.string(1, name);
  for (const name of node.outputs) writer.string(2, name);
  writer.string(3, node.name);
  writer.string(4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) {
    writer.message(5, (inner) => {
      writeAttribute(inner, name, attributeKind(node.op, name), value);
    });
  }
  if (node.domain !== '') writer.string(7, node.domain);
}

function writeAttribute(
  writer: MessageWriter,
  name: string,
  kind: keyof typeof attributeTypes,
  value: unknown,
): void {
  writer.string(1, name);
  if (kind === 'float') writer.float(2, value as number);
  else if (kind === 'int') writer.integer(3, value as number);
  else if (kind === 'string') writer.string(4, value as string);
  else if (kind === 'tensor') {
    const tensor = value as TensorAttribute;
    writer.message(5, (inner) => {
      for (const dim of tensor.dims) inner.integer(1, dim);
      inner.integer(2, dataTypeCode(tensor.dtype));
      inner.bytes(9, bytesOf(tensor.dtype, tensor.values));
    });
  } else if (kind === 'floats') for (const element of value as number[]) writer.float(7, element);
  else for (const element of value as number[]) writer.integer(8, element);
  writer.integer(20, attributeTypes[kind]);
}

function writeInitializer(writer: MessageWriter, initializer: Initializer, locationOf: LocationOf): void {
  const { data } = initializer;
  for (const dim of initializer.dims) writer.integer(1, dim);
  writer.integer(2, dataTypeCode(initializer.dtype));
  writer.string(8, initializer.name);
  if (data.kind === 'bytes') {
    writer.bytes(9, data.bytes);
    return;
  }
  const entries = {
    location: locationOf(data.file),
    offset: String(data.offset),
    length: String(data.length),
  };
  for (const [key, value] of Object.entries(entries)) {
    writer.message(13, (inner) => {
      inner.string(1, key);
      inner.string(2, value);
    });
  }
  writer.integer(14, 1);
}

function writeValue(writer: MessageWriter, { name, dtype, shape }: Value): void {
  writer.string(1, name);
  writer.message(2, (type) => {
    type.message(1, (tensor) => {
      tensor.integer(1, dataTypeCode(dtype));
      if (shape === null) return;
      tensor.message(2, (dims) => {
        for (const dim of shape) {
          dims.message(1, (inner) => {
            if (typeof dim === 'number') inner.integer(1, dim);
            else if (!dim.startsWith('?')) inner.string(2, dim);
          });
        }
      });
    });
  });
}

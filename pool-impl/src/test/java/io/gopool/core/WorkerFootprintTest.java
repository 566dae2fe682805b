package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What makes a blocked task keep little, and would be lost unnoticed: see {@link Worker}. */
class WorkerFootprintTest {

  /** HotSpot's {@code FreqInlineSize}: a method with more is not compiled into its caller. */
  private static final int MOST_INLINED = 325;

  private static final int HEADER = 12;
  private static final int REFERENCE = 4;

  @Test
  void nextIsTooLargeForTheFrameOfTheLoopAndTheRestIsNot() throws IOException {
    int next = bytecodes("next");
    int others = bytecodes("run") + bytecodes("loop") + bytecodes("perform");
    assertTrue(next > MOST_INLINED, () -> "next has " + next + " bytecodes");
    assertTrue(others < MOST_INLINED, () -> "the others have " + others + " bytecodes");
  }

  private static int bytecodes(String method) throws IOException {
    int[] length = {0};
    try (InputStream in = Worker.class.getResourceAsStream("Worker.class")) {
      new ClassReader(in).accept(new LengthVisitor(method, length), /* parsingOptions= */ 0);
    }
    assertTrue(length[0] > 0, () -> "no method " + method);
    return length[0];
  }

  /** Writes the class anew, as labels have offsets then, with one at the end of the method. */
  private static final class LengthVisitor extends ClassVisitor {

    private final String sought;
    private final int[] length;

    LengthVisitor(String sought, int[] length) {
      super(Opcodes.ASM9, new ClassWriter(/* flags= */ 0));
      this.sought = sought;
      this.length = length;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor to = super.visitMethod(access, name, descriptor, signature, exceptions);
      if (!name.equals(sought)) {
        return to;
      }
      return new MethodVisitor(Opcodes.ASM9, to) {
        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
          Label end = new Label();
          visitLabel(end);
          super.visitMaxs(maxStack, maxLocals);
          length[0] = end.getOffset();
        }
      };
    }
  }

  /** With compressed references, as below 32 GiB; such objects take whole words. */
  @Test
  void workerTakesNoMoreThanSixWords() {
    int bytes = HEADER;
    for (Class<?> c = Worker.class; c != null; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        bytes += Modifier.isStatic(field.getModifiers()) ? 0 : sizeOf(field.getType());
      }
    }
    int sum = bytes;
    assertTrue(sum <= 6 * Long.BYTES, () -> sum + " bytes");
  }

  private static int sizeOf(Class<?> type) {
    if (!type.isPrimitive()) {
      return REFERENCE;
    } else if (type == long.class || type == double.class) {
      return Long.BYTES;
    } else if (type == int.class || type == float.class) {
      return Integer.BYTES;
    } else {
      return type == short.class || type == char.class ? Short.BYTES : Byte.BYTES;
    }
  }
}

package io.gopool.schedule;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Puts calls of {@link Points} into classes, and the bugs of a test's broken twin. */
public final class Weaver implements ClassFileTransformer {

  private static final String POINTS = Type.getInternalName(Points.class);

  private static final String OWN = POINTS.substring(0, POINTS.lastIndexOf('/') + 1);

  /** What blocks, starts a thread, or is not the same in each run: class, method. */
  private static final Set<String> REPLACED =
      Set.of(
          "java/util/concurrent/locks/LockSupport.park(Ljava/lang/Object;)V",
          "java/util/concurrent/locks/LockSupport.parkNanos(Ljava/lang/Object;J)V",
          "java/util/concurrent/locks/LockSupport.unpark(Ljava/lang/Thread;)V",
          "java/util/concurrent/locks/ReentrantLock.lock()V",
          "java/util/concurrent/CountDownLatch.await(JLjava/util/concurrent/TimeUnit;)Z",
          "java/lang/Thread.join(Ljava/time/Duration;)Z",
          "java/lang/Thread.start()V",
          "java/lang/Thread.isAlive()Z",
          "java/lang/Thread.threadId()J",
          "java/lang/Thread.onSpinWait()V",
          "java/lang/System.nanoTime()J",
          "java/util/concurrent/ThreadLocalRandom.nextInt(I)I");

  /** Whose methods touch words that threads share. */
  private static final List<String> SHARED =
      List.of(
          "io/gopool/queue/Padded",
          "java/lang/invoke/VarHandle",
          "java/util/concurrent/atomic/Atomic",
          "java/util/concurrent/ConcurrentLinkedQueue",
          "java/util/Queue");

  private final boolean accesses;
  private final List<Bug> bugs;
  private final Set<String> marksWoven = new ConcurrentSkipListSet<>();
  private final Set<Bug> bugsWoven = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /**
   * Creates one.
   *
   * @param accesses whether there is a point before each access to a shared word, too
   */
  Weaver(boolean accesses, List<Bug> bugs) {
    this.accesses = accesses;
    this.bugs = bugs;
  }

  Set<String> marksWoven() {
    return new TreeSet<>(marksWoven);
  }

  /** Checks that all went well, of which the JVM itself would say nothing. */
  void assertWoven() {
    Set<Bug> missing = new HashSet<>(bugs);
    missing.removeAll(bugsWoven);
    if (!missing.isEmpty() || !failures.isEmpty()) {
      AssertionError e = new AssertionError("no such calls: " + missing);
      failures.forEach(e::addSuppressed);
      throw e;
    }
  }

  /** The same, when something else has failed. */
  void assertWovenIn(Throwable failure) {
    try {
      assertWoven();
    } catch (AssertionError e) {
      e.addSuppressed(failure);
      throw e;
    }
  }

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
    if (name == null || !name.startsWith("io/gopool/") || name.startsWith(OWN)) {
      return null; // at once: the JVM calls this while it loads what the rest needs
    }
    try {
      return Marks.isWoven(name) ? weave(name, bytes) : null;
    } catch (Throwable t) {
      failures.add(new IllegalStateException("cannot weave " + name, t));
      return null;
    }
  }

  private byte[] weave(String name, byte[] bytes) {
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, 0);
    if (node.superName.equals("java/lang/Record")) {
      return bytes;
    }
    NavigableMap<Integer, String> marks = Marks.of(name);
    for (MethodNode method : node.methods) {
      String mark = null; // of the line that the instruction is of
      for (AbstractInsnNode insn : method.instructions.toArray()) {
        if (insn instanceof LineNumberNode number) {
          mark = marks.get(number.line);
          if (mark != null) {
            insertCall(method, insn, mark);
          }
        } else {
          weave(node, method, insn, mark);
        }
      }
    }
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    node.accept(writer);
    return writer.toByteArray();
  }

  private void insertCall(MethodNode method, AbstractInsnNode line, String mark) {
    AbstractInsnNode at = line; // a frame belongs to the label before it
    while (at.getNext() instanceof FrameNode) {
      at = at.getNext();
    }
    method.instructions.insert(at, callOf(mark));
    marksWoven.add(mark);
  }

  /** The mark is that of its line, or null. */
  private void weave(ClassNode node, MethodNode method, AbstractInsnNode insn, String mark) {
    if (insn instanceof MethodInsnNode call) {
      weave(method, call, mark);
    } else if (insn instanceof InvokeDynamicInsnNode dynamic) {
      for (int i = 0; i < dynamic.bsmArgs.length; i++) {
        if (dynamic.bsmArgs[i] instanceof Handle h
            && h.getTag() == Opcodes.H_INVOKESTATIC
            && REPLACED.contains(h.getOwner() + "." + h.getName() + h.getDesc())) {
          dynamic.bsmArgs[i] =
              new Handle(h.getTag(), POINTS, h.getName(), h.getDesc(), /* isInterface= */ false);
        }
      }
    } else if (showsAccesses(method)
        && insn instanceof FieldInsnNode field
        && isVolatile(node, field)) {
      method.instructions.insertBefore(insn, call("access", "()V"));
    }
  }

  private void weave(MethodNode method, MethodInsnNode call, String mark) {
    for (Bug bug : bugs) {
      if (bug.mark().equals(mark) && bug.method().equals(call.name)) {
        method.instructions.insertBefore(call, bug.woven(call));
        method.instructions.remove(call);
        bugsWoven.add(bug);
        return;
      }
    }
    String descriptor = call.desc;
    if (isReplaced(call)) {
      if (call.getOpcode() != Opcodes.INVOKESTATIC) {
        String owner = call.name.equals("start") ? "java/lang/Thread" : call.owner;
        descriptor = "(L" + owner + ";" + call.desc.substring(1);
      }
      method.instructions.set(call, call(call.name, descriptor));
    } else if (showsAccesses(method)
        && SHARED.stream().anyMatch(call.owner::startsWith)
        && !call.name.equals("<init>")) {
      method.instructions.insertBefore(call, call("access", "()V"));
    }
  }

  /** Not under a monitor: who waits for that cannot be told to go on. */
  private boolean showsAccesses(MethodNode method) {
    return accesses && (method.access & Opcodes.ACC_SYNCHRONIZED) == 0;
  }

  private static boolean isReplaced(MethodInsnNode call) {
    return REPLACED.contains(call.owner + "." + call.name + call.desc);
  }

  private static boolean isVolatile(ClassNode node, FieldInsnNode access) {
    for (FieldNode field : node.fields) {
      if (field.name.equals(access.name) && access.owner.equals(node.name)) {
        return (field.access & Opcodes.ACC_VOLATILE) != 0;
      }
    }
    return Volatiles.isVolatile(access.owner, access.name);
  }

  private static InsnList callOf(String mark) {
    InsnList list = new InsnList();
    list.add(new LdcInsnNode(mark));
    list.add(call("at", "(Ljava/lang/String;)V"));
    return list;
  }

  private static MethodInsnNode call(String method, String descriptor) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, POINTS, method, descriptor, false);
  }

  /**
   * A deliberate error: a call on the line of a mark is not made.
   *
   * @param result what it would have returned; 0 stands for false as well
   */
  public record Bug(String mark, String method, int result) {

    /** The call is left out; it returns nothing, or nothing that anybody needs. */
    public static Bug without(String mark, String method) {
      return new Bug(mark, method, 0);
    }

    private InsnList woven(MethodInsnNode call) {
      InsnList list = new InsnList();
      Type[] arguments = Type.getArgumentTypes(call.desc);
      for (int i = arguments.length - 1; i >= 0; i--) {
        list.add(new InsnNode(arguments[i].getSize() == 2 ? Opcodes.POP2 : Opcodes.POP));
      }
      if (call.getOpcode() != Opcodes.INVOKESTATIC) {
        list.add(new InsnNode(Opcodes.POP));
      }
      switch (Type.getReturnType(call.desc).getSort()) {
        case Type.VOID -> {}
        case Type.BOOLEAN, Type.INT ->
            list.add(new InsnNode(result == 0 ? Opcodes.ICONST_0 : Opcodes.ICONST_1));
        case Type.LONG -> list.add(new InsnNode(result == 0 ? Opcodes.LCONST_0 : Opcodes.LCONST_1));
        case Type.OBJECT, Type.ARRAY -> list.add(new InsnNode(Opcodes.ACONST_NULL));
        default -> throw new IllegalArgumentException("no constant for " + call.desc);
      }
      return list;
    }
  }
}
